package io.angarium.wire;

import java.nio.ByteBuffer;

/** Codec of {@link ProducerFrame}. */
final class ProducerCodec implements FamilyCodec {
    static final FamilyCodec INSTANCE = new ProducerCodec();

    /** Fields of a SEND before its message. */
    static final int SEND_HEAD_BYTES = 36;

    private ProducerCodec() {}

    @Override
    public int size(FrameType type, Frame frame) {
        return switch (type.code()) {
            case OPEN_PRODUCER -> 12 + Fields.sizeOf(((ProducerFrame.OpenProducer) frame).destination());
            case CLOSE_PRODUCER -> 4;
            case SEND ->
                SEND_HEAD_BYTES + ((ProducerFrame.Send) frame).message().size();
            case CONFIRMED -> 12;
            case SEND_REFUSED -> 14 + Fields.sizeOfText(((ProducerFrame.SendRefused) frame).reason());
            case PRODUCER_CREDIT -> 20;
            case STORE_PART -> 16 + Fields.sizeOfPart(((ProducerFrame.StorePart) frame).bytes());
            default -> throw FamilyCodec.foreign(type);
        };
    }

    @Override
    public void encode(FrameType type, Frame frame, ByteBuffer out) {
        switch (type.code()) {
            case OPEN_PRODUCER -> {
                ProducerFrame.OpenProducer open = (ProducerFrame.OpenProducer) frame;
                out.putInt(open.correlation()).putInt(open.session()).putInt(open.producer());
                Fields.put(out, open.destination());
            }
            case CLOSE_PRODUCER -> out.putInt(((ProducerFrame.CloseProducer) frame).producer());
            case SEND -> {
                ProducerFrame.Send send = (ProducerFrame.Send) frame;
                putHead(send, out);
                out.put(send.message().array());
            }
            case CONFIRMED -> {
                ProducerFrame.Confirmed confirmed = (ProducerFrame.Confirmed) frame;
                out.putInt(confirmed.session()).putLong(confirmed.upTo());
            }
            case SEND_REFUSED -> {
                ProducerFrame.SendRefused refused = (ProducerFrame.SendRefused) frame;
                out.putInt(refused.session()).putLong(refused.sequence());
                out.putShort((short) refused.code().code());
                Fields.putText(out, refused.reason());
            }
            case PRODUCER_CREDIT -> {
                ProducerFrame.ProducerCredit credit = (ProducerFrame.ProducerCredit) frame;
                out.putInt(credit.producer()).putLong(credit.messages()).putLong(credit.bytes());
            }
            case STORE_PART -> {
                ProducerFrame.StorePart store = (ProducerFrame.StorePart) frame;
                out.putInt(store.correlation()).putInt(store.session()).putInt(store.body());
                out.putInt(store.part()).put(store.bytes().duplicate());
            }
            default -> throw FamilyCodec.foreign(type);
        }
    }

    static void putHead(ProducerFrame.Send send, ByteBuffer out) {
        out.putInt(send.producer());
        out.putLong(send.sequence());
        out.putLong(send.transaction());
        out.putLong(send.timeToLive());
        out.putLong(send.deliveryDelay());
    }

    @Override
    public Frame decode(FrameType type, WireInput in) {
        return switch (type.code()) {
            case OPEN_PRODUCER ->
                new ProducerFrame.OpenProducer(
                        in.correlation(), in.i32("session", 1), in.i32("producer", 1), in.destination("destination"));
            case CLOSE_PRODUCER -> new ProducerFrame.CloseProducer(in.i32("producer", 1));
            case SEND -> send(in);
            case CONFIRMED -> new ProducerFrame.Confirmed(in.i32("session", 1), in.i64("upTo", 0));
            case SEND_REFUSED ->
                new ProducerFrame.SendRefused(
                        in.i32("session", 1),
                        in.i64("sequence", 1),
                        in.errorCode("code"),
                        in.string("reason", Limits.MAX_TEXT_BYTES));
            case PRODUCER_CREDIT ->
                new ProducerFrame.ProducerCredit(in.i32("producer", 1), in.i64("messages", 0), in.i64("bytes", 0));
            case STORE_PART ->
                new ProducerFrame.StorePart(
                        in.correlation(), in.i32("session", 1), in.i32("body", 1), in.i32("part", 0), in.part("bytes"));
            default -> throw FamilyCodec.foreign(type);
        };
    }

    /** A message that comes in is checked here, on the reader's thread: what the broker reads in it later is well formed. */
    private static ProducerFrame.Send send(WireInput in) {
        ProducerFrame.Send send = new ProducerFrame.Send(
                in.i32("producer", 1),
                in.i64("sequence", 1),
                in.i64("transaction", 0),
                in.i64("timeToLive", 0),
                in.i64("deliveryDelay", 0),
                in.message(Limits.MAX_MESSAGE_BYTES));
        MessageCheck.check(send.message());
        return send;
    }
}
