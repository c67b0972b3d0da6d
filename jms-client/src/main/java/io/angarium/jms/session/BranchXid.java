package io.angarium.jms.session;

import io.angarium.wire.BranchId;
import javax.transaction.xa.Xid;

/** A branch that a scan has found, as the Java API wants it. Immutable. */
record BranchXid(BranchId branch) implements Xid {

    @Override
    public int getFormatId() {
        return branch.format();
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return branch.global();
    }

    @Override
    public byte[] getBranchQualifier() {
        return branch.branch();
    }

    @Override
    public String toString() {
        return branch.toString();
    }
}
