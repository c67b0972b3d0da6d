package io.angarium.server.testing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.transaction.xa.Xid;

/** A branch of a global transaction, both named by a few letters. */
public record TestXid(String global, String branch) implements Xid {

    @Override
    public int getFormatId() {
        return 4711;
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return global.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] getBranchQualifier() {
        return branch.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether another names the same branch. */
    public boolean isSame(Xid other) {
        return other.getFormatId() == getFormatId()
                && Arrays.equals(other.getGlobalTransactionId(), getGlobalTransactionId())
                && Arrays.equals(other.getBranchQualifier(), getBranchQualifier());
    }
}
