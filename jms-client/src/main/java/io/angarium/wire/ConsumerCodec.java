package io.angarium.wire;

import static io.angarium.wire.Limits.MAX_NAME_BYTES;
import static io.angarium.wire.Limits.MAX_SELECTOR_BYTES;

import java.nio.ByteBuffer;

/** Codec of {@link ConsumerFrame}. */
final class ConsumerCodec implements FamilyCodec {
    static final FamilyCodec INSTANCE = new ConsumerCodec();

    /** Fields of a DELIVER before its message. */
    static final int DELIVER_HEAD_BYTES = 48;

    private static final int KINDS = ConsumerFrame.Kind.values().length;

    private ConsumerCodec() {}

    @Override
    public int size(FrameType type, Frame frame) {
        return switch (type.code()) {
            case OPEN_CONSUMER -> sizeOf((ConsumerFrame.OpenConsumer) frame);
            case CLOSE_CONSUMER -> 16;
            case FETCH_PART, TIMING -> 20;
            case CREDIT, HANDED_OVER -> 12;
            case DRAIN -> 8;
            case ASSIGN -> 28;
            case DELIVER ->
                DELIVER_HEAD_BYTES + ((ConsumerFrame.Deliver) frame).message().size();
            case ACKNOWLEDGE -> AcknowledgeCodec.size((ConsumerFrame.Acknowledge) frame);
            case BROWSE_END -> 4;
            case CONSUMER_CLOSED -> 6 + Fields.sizeOfText(((ConsumerFrame.ConsumerClosed) frame).reason());
            case UNSUBSCRIBE ->
                4 + Fields.sizeOf("subscription", ((ConsumerFrame.Unsubscribe) frame).subscription(), MAX_NAME_BYTES);
            default -> throw FamilyCodec.foreign(type);
        };
    }

    private static int sizeOf(ConsumerFrame.OpenConsumer open) {
        return 14
                + Fields.sizeOf(open.destination())
                + Fields.sizeOfNullable("subscription", open.subscription(), MAX_NAME_BYTES)
                + Fields.sizeOfNullable("selector", open.selector(), MAX_SELECTOR_BYTES);
    }

    @Override
    public void encode(FrameType type, Frame frame, ByteBuffer out) {
        switch (type.code()) {
            case OPEN_CONSUMER -> encode((ConsumerFrame.OpenConsumer) frame, out);
            case CLOSE_CONSUMER -> {
                ConsumerFrame.CloseConsumer close = (ConsumerFrame.CloseConsumer) frame;
                out.putInt(close.correlation()).putInt(close.consumer()).putLong(close.handedUpTo());
            }
            case CREDIT -> {
                ConsumerFrame.Credit credit = (ConsumerFrame.Credit) frame;
                out.putInt(credit.consumer()).putInt(credit.messages()).putInt(credit.bytes());
            }
            case DRAIN -> {
                ConsumerFrame.Drain drain = (ConsumerFrame.Drain) frame;
                out.putInt(drain.correlation()).putInt(drain.consumer());
            }
            case DELIVER -> {
                ConsumerFrame.Deliver deliver = (ConsumerFrame.Deliver) frame;
                putHead(deliver, out);
                out.put(deliver.message().array());
            }
            case ACKNOWLEDGE -> AcknowledgeCodec.encode((ConsumerFrame.Acknowledge) frame, out);
            case HANDED_OVER -> {
                ConsumerFrame.HandedOver handed = (ConsumerFrame.HandedOver) frame;
                out.putInt(handed.consumer()).putLong(handed.upTo());
            }
            case BROWSE_END -> out.putInt(((ConsumerFrame.BrowseEnd) frame).consumer());
            case CONSUMER_CLOSED -> {
                ConsumerFrame.ConsumerClosed closed = (ConsumerFrame.ConsumerClosed) frame;
                out.putInt(closed.consumer()).putShort((short) closed.code().code());
                Fields.putText(out, closed.reason());
            }
            case ASSIGN -> {
                ConsumerFrame.Assign assign = (ConsumerFrame.Assign) frame;
                out.putInt(assign.consumer()).putLong(assign.first()).putLong(assign.last());
                out.putInt(assign.session()).putInt(assign.target());
            }
            case UNSUBSCRIBE -> {
                ConsumerFrame.Unsubscribe unsubscribe = (ConsumerFrame.Unsubscribe) frame;
                out.putInt(unsubscribe.correlation());
                Fields.put(out, "subscription", unsubscribe.subscription(), MAX_NAME_BYTES);
            }
            case FETCH_PART -> {
                ConsumerFrame.FetchPart fetch = (ConsumerFrame.FetchPart) frame;
                out.putInt(fetch.correlation()).putInt(fetch.consumer());
                out.putLong(fetch.body()).putInt(fetch.part());
            }
            case TIMING -> {
                ConsumerFrame.Timing retry = (ConsumerFrame.Timing) frame;
                out.putInt(retry.consumer()).putLong(retry.tag()).putLong(retry.millis());
            }
            default -> throw FamilyCodec.foreign(type);
        }
    }

    private static void encode(ConsumerFrame.OpenConsumer open, ByteBuffer out) {
        out.putInt(open.correlation()).putInt(open.session()).putInt(open.consumer());
        out.put((byte) open.kind().code()).put((byte) (open.noLocal() ? 1 : 0));
        Fields.put(out, open.destination());
        Fields.putNullable(out, "subscription", open.subscription(), MAX_NAME_BYTES);
        Fields.putNullable(out, "selector", open.selector(), MAX_SELECTOR_BYTES);
    }

    static void putHead(ConsumerFrame.Deliver deliver, ByteBuffer out) {
        out.putInt(deliver.consumer());
        out.putLong(deliver.tag());
        out.putLong(deliver.id());
        out.putInt(deliver.deliveryCount());
        out.putLong(deliver.expiration());
        out.putLong(deliver.timeLeft());
        out.putLong(deliver.deliveryTime());
    }

    @Override
    public Frame decode(FrameType type, WireInput in) {
        return switch (type.code()) {
            case OPEN_CONSUMER -> openConsumer(in);
            case CLOSE_CONSUMER ->
                new ConsumerFrame.CloseConsumer(in.correlation(), in.i32("consumer", 1), in.i64("handedUpTo", 0));
            case CREDIT -> new ConsumerFrame.Credit(in.i32("consumer", 1), in.i32("messages", 0), in.i32("bytes", 0));
            case DRAIN -> new ConsumerFrame.Drain(in.correlation(), in.i32("consumer", 1));
            case DELIVER ->
                new ConsumerFrame.Deliver(
                        in.i32("consumer", 1),
                        in.i64("tag", 1),
                        in.i64("id"),
                        in.i32("deliveryCount", 1),
                        in.i64("expiration", 0),
                        in.i64("timeLeft", 0),
                        in.i64("deliveryTime", 0),
                        in.message(Limits.MAX_DELIVERED_BYTES));
            case ACKNOWLEDGE -> AcknowledgeCodec.decode(in);
            case HANDED_OVER -> new ConsumerFrame.HandedOver(in.i32("consumer", 1), in.i64("upTo", 0));
            case BROWSE_END -> new ConsumerFrame.BrowseEnd(in.i32("consumer", 1));
            case CONSUMER_CLOSED ->
                new ConsumerFrame.ConsumerClosed(
                        in.i32("consumer", 1), in.errorCode("code"), in.string("reason", Limits.MAX_TEXT_BYTES));
            case ASSIGN -> assign(in);
            case UNSUBSCRIBE ->
                new ConsumerFrame.Unsubscribe(in.correlation(), in.name("subscription", MAX_NAME_BYTES));
            case FETCH_PART ->
                new ConsumerFrame.FetchPart(
                        in.correlation(), in.i32("consumer", 1), in.i64("body", 1), in.i32("part", 0));
            case TIMING -> new ConsumerFrame.Timing(in.i32("consumer", 1), in.i64("tag", 0), in.i64("millis", 0));
            default -> throw FamilyCodec.foreign(type);
        };
    }

    private static ConsumerFrame.Assign assign(WireInput in) {
        int consumer = in.i32("consumer", 1);
        long first = in.i64("first", 1);
        long last = in.i64("last", first);
        if (last - first >= Limits.MAX_ASSIGNED) {
            throw in.error("last", "more than " + Limits.MAX_ASSIGNED + " deliveries");
        }
        return new ConsumerFrame.Assign(consumer, first, last, in.i32("session", 1), in.i32("target", 1));
    }

    private static ConsumerFrame.OpenConsumer openConsumer(WireInput in) {
        int correlation = in.correlation();
        int session = in.i32("session", 1);
        int consumer = in.i32("consumer", 1);
        ConsumerFrame.Kind kind = ConsumerFrame.Kind.of(in.code("kind", KINDS));
        boolean noLocal = in.flag("noLocal");
        return new ConsumerFrame.OpenConsumer(
                correlation,
                session,
                consumer,
                kind,
                in.destination("destination"),
                in.nullableString("subscription", MAX_NAME_BYTES),
                in.nullableString("selector", MAX_SELECTOR_BYTES),
                noLocal);
    }
}
