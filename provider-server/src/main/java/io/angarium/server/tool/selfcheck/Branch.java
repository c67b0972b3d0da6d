package io.angarium.server.tool.selfcheck;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.transaction.xa.Xid;

/**
 * A branch of one of a mover's transactions.
 *
 * @param owner tells the mover, and its run, from all others
 * @param transaction its number
 * @param leg which of the transaction's branches
 */
record Branch(String owner, long transaction, int leg) implements Xid {
    private static final int FORMAT = 0x53434B31; // "SCK1"

    @Override
    public int getFormatId() {
        return FORMAT;
    }

    @Override
    public byte[] getGlobalTransactionId() {
        byte[] name = owner.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(Long.BYTES + name.length)
                .putLong(transaction)
                .put(name)
                .array();
    }

    @Override
    public byte[] getBranchQualifier() {
        return new byte[] {(byte) leg};
    }

    /** Whether that one is of this owner. */
    static boolean belongs(Xid xid, String owner) {
        byte[] global = xid.getGlobalTransactionId();
        return xid.getFormatId() == FORMAT
                && global.length > Long.BYTES
                && owner.equals(new String(global, Long.BYTES, global.length - Long.BYTES, StandardCharsets.US_ASCII));
    }

    /** The number of the transaction of one that {@link #belongs belongs}. */
    static long transaction(Xid xid) {
        return ByteBuffer.wrap(xid.getGlobalTransactionId()).getLong();
    }
}
