package io.angarium.ra.container;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.transaction.xa.Xid;

/** A branch of a global transaction. */
public record BranchName(String global, String branch) implements Xid {

    public static BranchName unique() {
        return new BranchName(UUID.randomUUID().toString(), "1");
    }

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

    public boolean isSame(Xid other) {
        return new String(other.getGlobalTransactionId(), StandardCharsets.UTF_8).equals(global);
    }
}
