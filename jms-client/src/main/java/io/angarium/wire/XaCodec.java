package io.angarium.wire;

import java.nio.ByteBuffer;

/** Codec of {@link XaFrame}, and of the branches that replies name. */
final class XaCodec implements FamilyCodec {
    static final FamilyCodec INSTANCE = new XaCodec();

    /** Bytes of a branch with the shortest parts. */
    static final int LEAST_BRANCH_BYTES = 7;

    private static final int START_FIXED_BYTES = 28;

    private XaCodec() {}

    @Override
    public int size(FrameType type, Frame frame) {
        return switch (type.code()) {
            case XA_START -> START_FIXED_BYTES + sizeOf(((XaFrame.XaStart) frame).branch());
            case XA_END -> 12 + sizeOf(((XaFrame.XaEnd) frame).branch());
            case XA_PREPARE -> 4 + sizeOf(((XaFrame.XaPrepare) frame).branch());
            case XA_COMMIT -> 5 + sizeOf(((XaFrame.XaCommit) frame).branch());
            case XA_ROLLBACK -> 4 + sizeOf(((XaFrame.XaRollback) frame).branch());
            case XA_FORGET -> 4 + sizeOf(((XaFrame.XaForget) frame).branch());
            case XA_RECOVER -> 12;
            default -> throw FamilyCodec.foreign(type);
        };
    }

    @Override
    public void encode(FrameType type, Frame frame, ByteBuffer out) {
        switch (type.code()) {
            case XA_START -> {
                XaFrame.XaStart start = (XaFrame.XaStart) frame;
                out.putInt(start.correlation()).putInt(start.session()).putLong(start.transaction());
                put(out.putInt(start.flags()).putLong(start.timeoutMillis()), start.branch());
            }
            case XA_END -> {
                XaFrame.XaEnd end = (XaFrame.XaEnd) frame;
                put(out.putInt(end.correlation()).putInt(end.session()).putInt(end.flags()), end.branch());
            }
            case XA_PREPARE -> {
                XaFrame.XaPrepare prepare = (XaFrame.XaPrepare) frame;
                put(out.putInt(prepare.correlation()), prepare.branch());
            }
            case XA_COMMIT -> {
                XaFrame.XaCommit commit = (XaFrame.XaCommit) frame;
                put(out.putInt(commit.correlation()).put((byte) (commit.onePhase() ? 1 : 0)), commit.branch());
            }
            case XA_ROLLBACK -> {
                XaFrame.XaRollback rollback = (XaFrame.XaRollback) frame;
                put(out.putInt(rollback.correlation()), rollback.branch());
            }
            case XA_FORGET -> {
                XaFrame.XaForget forget = (XaFrame.XaForget) frame;
                put(out.putInt(forget.correlation()), forget.branch());
            }
            case XA_RECOVER -> {
                XaFrame.XaRecover scan = (XaFrame.XaRecover) frame;
                out.putInt(scan.correlation()).putInt(scan.session()).putInt(scan.flags());
            }
            default -> throw FamilyCodec.foreign(type);
        }
    }

    @Override
    public Frame decode(FrameType type, WireInput in) {
        return switch (type.code()) {
            case XA_START ->
                new XaFrame.XaStart(
                        in.correlation(),
                        in.i32("session", 1),
                        in.i64("transaction", 1),
                        in.i32("flags"),
                        in.i64("timeoutMillis", 0),
                        branch(in));
            case XA_END -> new XaFrame.XaEnd(in.correlation(), in.i32("session", 1), in.i32("flags"), branch(in));
            case XA_PREPARE -> new XaFrame.XaPrepare(in.correlation(), branch(in));
            case XA_COMMIT -> new XaFrame.XaCommit(in.correlation(), in.flag("onePhase"), branch(in));
            case XA_ROLLBACK -> new XaFrame.XaRollback(in.correlation(), branch(in));
            case XA_FORGET -> new XaFrame.XaForget(in.correlation(), branch(in));
            case XA_RECOVER -> new XaFrame.XaRecover(in.correlation(), in.i32("session", 1), in.i32("flags"));
            default -> throw FamilyCodec.foreign(type);
        };
    }

    static int sizeOf(BranchId branch) {
        return LEAST_BRANCH_BYTES - 1 + branch.partBytes();
    }

    static void put(ByteBuffer out, BranchId branch) {
        out.putInt(branch.format());
        put(out, branch.globalBytes());
        put(out, branch.branchBytes());
    }

    private static void put(ByteBuffer out, byte[] part) {
        out.put((byte) part.length).put(part);
    }

    static BranchId branch(WireInput in) {
        int format = in.i32("format");
        if (format == BranchId.NULL_FORMAT) {
            throw in.error("format", "is that of the null XID");
        }
        return new BranchId(format, part(in, "global", 1), part(in, "branch", 0));
    }

    private static byte[] part(WireInput in, String field, int least) {
        int length = in.u8(field);
        if (length < least || length > BranchId.MAX_PART_BYTES) {
            throw in.error(field, length + " bytes, not " + least + " to " + BranchId.MAX_PART_BYTES);
        }
        return in.bytes(field, length);
    }
}
