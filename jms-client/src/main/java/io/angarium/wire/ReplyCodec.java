package io.angarium.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Codec of {@link ReplyFrame}. */
final class ReplyCodec implements FamilyCodec {
    static final FamilyCodec INSTANCE = new ReplyCodec();

    private ReplyCodec() {}

    @Override
    public int size(FrameType type, Frame frame) {
        return switch (type.code()) {
            case OK -> 4;
            case PART -> 4 + Fields.sizeOfPart(((ReplyFrame.Part) frame).bytes());
            case FAILED -> 6 + Fields.sizeOfText(((ReplyFrame.Failed) frame).reason());
            case ROWS -> sizeOf((ReplyFrame.Rows) frame);
            case XA_RESULT -> 8 + Fields.sizeOfText(((ReplyFrame.XaResult) frame).reason());
            case XA_BRANCHES -> 7 + sizeOf(((ReplyFrame.XaBranches) frame).branches());
            default -> throw FamilyCodec.foreign(type);
        };
    }

    private static int sizeOf(List<BranchId> branches) {
        int size = 0;
        for (BranchId branch : branches) {
            size += XaCodec.sizeOf(branch);
        }
        return size;
    }

    private static int sizeOf(ReplyFrame.Rows rows) {
        long size = 7;
        for (Map<String, Object> row : rows.rows()) {
            size += TypedMaps.size(row);
        }
        return TypedMaps.checkedSize(size);
    }

    @Override
    public void encode(FrameType type, Frame frame, ByteBuffer out) {
        switch (type.code()) {
            case OK -> out.putInt(((ReplyFrame.Ok) frame).correlation());
            case PART -> {
                ReplyFrame.Part part = (ReplyFrame.Part) frame;
                out.putInt(part.correlation()).put(part.bytes().duplicate());
            }
            case FAILED -> {
                ReplyFrame.Failed failed = (ReplyFrame.Failed) frame;
                out.putInt(failed.correlation()).putShort((short) failed.code().code());
                Fields.putText(out, failed.reason());
            }
            case ROWS -> {
                ReplyFrame.Rows rows = (ReplyFrame.Rows) frame;
                out.putInt(rows.correlation()).put((byte) (rows.more() ? 1 : 0));
                out.putShort((short) Fields.checkedCount("rows", rows.rows().size(), Limits.MAX_ROWS));
                for (Map<String, Object> row : rows.rows()) {
                    TypedMaps.put(out, row);
                }
            }
            case XA_RESULT -> {
                ReplyFrame.XaResult result = (ReplyFrame.XaResult) frame;
                Fields.putText(out.putInt(result.correlation()).putInt(result.code()), result.reason());
            }
            case XA_BRANCHES -> {
                ReplyFrame.XaBranches reply = (ReplyFrame.XaBranches) frame;
                out.putInt(reply.correlation()).put((byte) (reply.more() ? 1 : 0));
                out.putShort(
                        (short) Fields.checkedCount("branches", reply.branches().size(), Limits.MAX_BRANCHES));
                for (BranchId branch : reply.branches()) {
                    XaCodec.put(out, branch);
                }
            }
            default -> throw FamilyCodec.foreign(type);
        }
    }

    @Override
    public Frame decode(FrameType type, WireInput in) {
        return switch (type.code()) {
            case OK -> new ReplyFrame.Ok(in.correlation());
            case PART -> new ReplyFrame.Part(in.correlation(), in.part("bytes"));
            case FAILED ->
                new ReplyFrame.Failed(
                        in.correlation(), in.errorCode("code"), in.string("reason", Limits.MAX_TEXT_BYTES));
            case ROWS -> rows(in);
            case XA_RESULT ->
                new ReplyFrame.XaResult(in.correlation(), in.i32("code"), in.string("reason", Limits.MAX_TEXT_BYTES));
            case XA_BRANCHES -> branches(in);
            default -> throw FamilyCodec.foreign(type);
        };
    }

    private static ReplyFrame.XaBranches branches(WireInput in) {
        int correlation = in.correlation();
        boolean more = in.flag("more");
        int count = in.count16("branches", XaCodec.LEAST_BRANCH_BYTES, Limits.MAX_BRANCHES);
        List<BranchId> branches = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            branches.add(XaCodec.branch(in));
        }
        return new ReplyFrame.XaBranches(correlation, more, Collections.unmodifiableList(branches));
    }

    private static ReplyFrame.Rows rows(WireInput in) {
        int correlation = in.correlation();
        boolean more = in.flag("more");
        int count = in.count16("rows", TypedMaps.LEAST_BYTES, Limits.MAX_ROWS);
        List<Map<String, Object>> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(TypedMaps.read(in, "row"));
        }
        return new ReplyFrame.Rows(correlation, more, Collections.unmodifiableList(rows));
    }
}
