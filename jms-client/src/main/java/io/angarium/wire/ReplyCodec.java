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
        return switch (type) {
            case OK -> 4;
            case FAILED -> 6 + Fields.sizeOfText(((ReplyFrame.Failed) frame).reason());
            case ROWS -> sizeOf((ReplyFrame.Rows) frame);
            default -> throw FamilyCodec.foreign(type);
        };
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
        switch (type) {
            case OK -> out.putInt(((ReplyFrame.Ok) frame).correlation());
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
            default -> throw FamilyCodec.foreign(type);
        }
    }

    @Override
    public Frame decode(FrameType type, WireInput in) {
        return switch (type) {
            case OK -> new ReplyFrame.Ok(in.correlation());
            case FAILED ->
                new ReplyFrame.Failed(
                        in.correlation(), in.errorCode("code"), in.string("reason", Limits.MAX_TEXT_BYTES));
            case ROWS -> rows(in);
            default -> throw FamilyCodec.foreign(type);
        };
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
