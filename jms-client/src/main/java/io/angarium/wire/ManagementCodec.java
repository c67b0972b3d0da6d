package io.angarium.wire;

import java.nio.ByteBuffer;

/** Codec of {@link ManagementFrame}. */
final class ManagementCodec implements FamilyCodec {
    static final FamilyCodec INSTANCE = new ManagementCodec();

    private ManagementCodec() {}

    @Override
    public int size(FrameType type, Frame frame) {
        ManagementFrame.Manage manage = (ManagementFrame.Manage) frame;
        int operation = Fields.sizeOf("operation", manage.operation(), Limits.MAX_NAME_BYTES);
        return TypedMaps.checkedSize(4L + operation + TypedMaps.size(manage.arguments()));
    }

    @Override
    public void encode(FrameType type, Frame frame, ByteBuffer out) {
        ManagementFrame.Manage manage = (ManagementFrame.Manage) frame;
        out.putInt(manage.correlation());
        Fields.put(out, "operation", manage.operation(), Limits.MAX_NAME_BYTES);
        TypedMaps.put(out, manage.arguments());
    }

    @Override
    public Frame decode(FrameType type, WireInput in) {
        return new ManagementFrame.Manage(
                in.correlation(), in.name("operation", Limits.MAX_NAME_BYTES), TypedMaps.read(in, "arguments"));
    }
}
