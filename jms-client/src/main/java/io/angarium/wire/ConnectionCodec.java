package io.angarium.wire;

import static io.angarium.wire.Limits.MAX_NAME_BYTES;

import java.nio.ByteBuffer;

/** Codec of {@link ConnectionFrame}. */
final class ConnectionCodec implements FamilyCodec {
    static final FamilyCodec INSTANCE = new ConnectionCodec();

    /** "ANGR", the first bytes of a HELLO's fields. */
    private static final int MAGIC = 0x414E4752;

    private static final int MAX_VERSION = 0xFFFF;

    private ConnectionCodec() {}

    @Override
    public int size(FrameType type, Frame frame) {
        return switch (type.code()) {
            case HELLO -> sizeOf((ConnectionFrame.Hello) frame);
            case WELCOME -> 42 + Fields.sizeOf("product", ((ConnectionFrame.Welcome) frame).product(), MAX_NAME_BYTES);
            case GOODBYE -> 2 + Fields.sizeOfText(((ConnectionFrame.Goodbye) frame).reason());
            case PING, PONG -> 8;
            case SWITCH -> 4;
            case SET_CLIENT_ID ->
                4 + Fields.sizeOf("client id", ((ConnectionFrame.SetClientId) frame).clientId(), MAX_NAME_BYTES);
            case CREATE_TEMPORARY -> 4 + Fields.sizeOf(((ConnectionFrame.CreateTemporary) frame).destination());
            case DELETE_TEMPORARY -> 4 + Fields.sizeOf(((ConnectionFrame.DeleteTemporary) frame).destination());
            default -> throw FamilyCodec.foreign(type);
        };
    }

    private static int sizeOf(ConnectionFrame.Hello hello) {
        return 36
                + Fields.sizeOfNullable("client id", hello.clientId(), MAX_NAME_BYTES)
                + Fields.sizeOfNullable("user", hello.user(), MAX_NAME_BYTES)
                + Fields.sizeOfNullable("password", hello.password(), MAX_NAME_BYTES)
                + Fields.sizeOf("product", hello.product(), MAX_NAME_BYTES);
    }

    @Override
    public void encode(FrameType type, Frame frame, ByteBuffer out) {
        switch (type.code()) {
            case HELLO -> encode((ConnectionFrame.Hello) frame, out);
            case WELCOME -> encode((ConnectionFrame.Welcome) frame, out);
            case GOODBYE -> {
                ConnectionFrame.Goodbye goodbye = (ConnectionFrame.Goodbye) frame;
                ErrorCode code = goodbye.code();
                out.putShort((short) (code == null ? 0 : code.code()));
                Fields.putText(out, goodbye.reason());
            }
            case PING -> out.putLong(((ConnectionFrame.Ping) frame).token());
            case PONG -> out.putLong(((ConnectionFrame.Pong) frame).token());
            case SWITCH -> out.putInt(((ConnectionFrame.Switch) frame).conversation());
            case SET_CLIENT_ID -> {
                ConnectionFrame.SetClientId set = (ConnectionFrame.SetClientId) frame;
                out.putInt(set.correlation());
                Fields.put(out, "client id", set.clientId(), MAX_NAME_BYTES);
            }
            case CREATE_TEMPORARY -> {
                ConnectionFrame.CreateTemporary create = (ConnectionFrame.CreateTemporary) frame;
                Fields.put(out.putInt(create.correlation()), create.destination());
            }
            case DELETE_TEMPORARY -> {
                ConnectionFrame.DeleteTemporary delete = (ConnectionFrame.DeleteTemporary) frame;
                Fields.put(out.putInt(delete.correlation()), delete.destination());
            }
            default -> throw FamilyCodec.foreign(type);
        }
    }

    private static void encode(ConnectionFrame.Hello hello, ByteBuffer out) {
        out.putInt(MAGIC).putShort((short) hello.minVersion()).putShort((short) hello.maxVersion());
        out.putLong(hello.features());
        out.putLong(hello.incarnation().getMostSignificantBits());
        out.putLong(hello.incarnation().getLeastSignificantBits());
        out.putInt(hello.heartbeatMillis());
        Fields.putNullable(out, "client id", hello.clientId(), MAX_NAME_BYTES);
        Fields.putNullable(out, "user", hello.user(), MAX_NAME_BYTES);
        Fields.putNullable(out, "password", hello.password(), MAX_NAME_BYTES);
        Fields.put(out, "product", hello.product(), MAX_NAME_BYTES);
    }

    private static void encode(ConnectionFrame.Welcome welcome, ByteBuffer out) {
        out.putShort((short) welcome.version()).putLong(welcome.features());
        out.putLong(welcome.broker().getMostSignificantBits());
        out.putLong(welcome.broker().getLeastSignificantBits());
        out.putLong(welcome.connection()).putInt(welcome.maxFrameBytes()).putInt(welcome.heartbeatMillis());
        Fields.put(out, "product", welcome.product(), MAX_NAME_BYTES);
    }

    @Override
    public Frame decode(FrameType type, WireInput in) {
        return switch (type.code()) {
            case HELLO -> hello(in);
            case WELCOME -> welcome(in);
            case GOODBYE -> {
                int code = in.u16("code");
                yield new ConnectionFrame.Goodbye(
                        code == 0 ? null : ErrorCode.of(code), in.string("reason", Limits.MAX_TEXT_BYTES));
            }
            case PING -> new ConnectionFrame.Ping(in.i64("token"));
            case PONG -> new ConnectionFrame.Pong(in.i64("token"));
            case SWITCH -> new ConnectionFrame.Switch(in.i32("conversation", 0));
            case SET_CLIENT_ID ->
                new ConnectionFrame.SetClientId(in.correlation(), in.name("clientId", MAX_NAME_BYTES));
            case CREATE_TEMPORARY ->
                new ConnectionFrame.CreateTemporary(in.correlation(), in.destination("destination"));
            case DELETE_TEMPORARY ->
                new ConnectionFrame.DeleteTemporary(in.correlation(), in.destination("destination"));
            default -> throw FamilyCodec.foreign(type);
        };
    }

    /** A later version may append fields to its HELLO, so that an older broker can still read and answer it: the rest is skipped. */
    private static ConnectionFrame.Hello hello(WireInput in) {
        if (in.i32("magic") != MAGIC) {
            throw in.error("magic", "is not ANGR");
        }
        int lowest = in.u16("minVersion");
        int highest = in.u16("maxVersion");
        if (lowest < 1 || highest < lowest || highest > MAX_VERSION) {
            throw in.error("maxVersion", "versions " + lowest + " to " + highest);
        }
        long features = in.i64("features");
        var incarnation = in.uuid("incarnation");
        int heartbeat = in.i32("heartbeatMillis", 0);
        ConnectionFrame.Hello hello = new ConnectionFrame.Hello(
                lowest,
                highest,
                features,
                incarnation,
                in.nullableString("clientId", MAX_NAME_BYTES),
                in.nullableString("user", MAX_NAME_BYTES),
                in.nullableString("password", MAX_NAME_BYTES),
                in.string("product", MAX_NAME_BYTES),
                heartbeat);
        in.skip("extension", in.remaining());
        return hello;
    }

    private static ConnectionFrame.Welcome welcome(WireInput in) {
        int version = in.u16("version");
        if (version < 1) {
            throw in.error("version", "is zero");
        }
        long features = in.i64("features");
        var broker = in.uuid("broker");
        long connection = in.i64("connection");
        int maxFrameBytes = in.i32("maxFrameBytes", Limits.MAX_HANDSHAKE_BYTES);
        int heartbeat = in.i32("heartbeatMillis", 0);
        String product = in.string("product", MAX_NAME_BYTES);
        return new ConnectionFrame.Welcome(version, features, broker, product, connection, maxFrameBytes, heartbeat);
    }
}
