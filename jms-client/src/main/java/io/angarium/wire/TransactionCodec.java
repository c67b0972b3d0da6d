package io.angarium.wire;

import java.nio.ByteBuffer;

/** Codec of {@link TransactionFrame}. */
final class TransactionCodec implements FamilyCodec {
    static final FamilyCodec INSTANCE = new TransactionCodec();

    private TransactionCodec() {}

    @Override
    public int size(FrameType type, Frame frame) {
        return switch (type.code()) {
            case COMMIT -> 16;
            case ROLLBACK -> 16 + SessionCodec.sizeOf(((TransactionFrame.Rollback) frame).handed());
            default -> throw FamilyCodec.foreign(type);
        };
    }

    @Override
    public void encode(FrameType type, Frame frame, ByteBuffer out) {
        switch (type.code()) {
            case COMMIT -> {
                TransactionFrame.Commit commit = (TransactionFrame.Commit) frame;
                out.putInt(commit.correlation()).putInt(commit.session()).putLong(commit.transaction());
            }
            case ROLLBACK -> {
                TransactionFrame.Rollback rollback = (TransactionFrame.Rollback) frame;
                out.putInt(rollback.correlation()).putInt(rollback.session()).putLong(rollback.transaction());
                SessionCodec.put(out, rollback.handed());
            }
            default -> throw FamilyCodec.foreign(type);
        }
    }

    @Override
    public Frame decode(FrameType type, WireInput in) {
        return switch (type.code()) {
            case COMMIT ->
                new TransactionFrame.Commit(in.correlation(), in.i32("session", 1), in.i64("transaction", 1));
            case ROLLBACK ->
                new TransactionFrame.Rollback(
                        in.correlation(), in.i32("session", 1), in.i64("transaction", 1), SessionCodec.handed(in));
            default -> throw FamilyCodec.foreign(type);
        };
    }
}
