package io.angarium.ra.broker;

import java.nio.ByteBuffer;
import javax.transaction.xa.Xid;

/** A branch by value, since containers need not have the same object again. */
record BranchKey(int format, ByteBuffer transaction, ByteBuffer branch) {
    static BranchKey of(Xid xid) {
        return new BranchKey(
                xid.getFormatId(),
                ByteBuffer.wrap(xid.getGlobalTransactionId()),
                ByteBuffer.wrap(xid.getBranchQualifier()));
    }
}
