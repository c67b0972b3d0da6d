package io.angarium.wire;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The frame types and their codes on the wire. The upper four bits of a code are the family. A code is never given to another frame. */
public enum FrameType {
    HELLO(0x01, ConnectionFrame.Hello.class, ConnectionCodec.INSTANCE),
    WELCOME(0x02, ConnectionFrame.Welcome.class, ConnectionCodec.INSTANCE),
    GOODBYE(0x03, ConnectionFrame.Goodbye.class, ConnectionCodec.INSTANCE),
    PING(0x04, ConnectionFrame.Ping.class, ConnectionCodec.INSTANCE),
    PONG(0x05, ConnectionFrame.Pong.class, ConnectionCodec.INSTANCE),
    SET_CLIENT_ID(0x06, ConnectionFrame.SetClientId.class, ConnectionCodec.INSTANCE),
    CREATE_TEMPORARY(0x07, ConnectionFrame.CreateTemporary.class, ConnectionCodec.INSTANCE),
    DELETE_TEMPORARY(0x08, ConnectionFrame.DeleteTemporary.class, ConnectionCodec.INSTANCE),

    OPEN_SESSION(0x10, SessionFrame.OpenSession.class, SessionCodec.INSTANCE),
    CLOSE_SESSION(0x11, SessionFrame.CloseSession.class, SessionCodec.INSTANCE),
    RECOVER(0x12, SessionFrame.Recover.class, SessionCodec.INSTANCE),
    RESUME_SESSION(0x13, SessionFrame.ResumeSession.class, SessionCodec.INSTANCE),
    RECALL(0x14, SessionFrame.Recall.class, SessionCodec.INSTANCE),

    OPEN_PRODUCER(0x20, ProducerFrame.OpenProducer.class, ProducerCodec.INSTANCE),
    CLOSE_PRODUCER(0x21, ProducerFrame.CloseProducer.class, ProducerCodec.INSTANCE),
    SEND(0x22, ProducerFrame.Send.class, ProducerCodec.INSTANCE),
    CONFIRMED(0x23, ProducerFrame.Confirmed.class, ProducerCodec.INSTANCE),
    SEND_REFUSED(0x24, ProducerFrame.SendRefused.class, ProducerCodec.INSTANCE),
    PRODUCER_CREDIT(0x25, ProducerFrame.ProducerCredit.class, ProducerCodec.INSTANCE),

    OPEN_CONSUMER(0x30, ConsumerFrame.OpenConsumer.class, ConsumerCodec.INSTANCE),
    CLOSE_CONSUMER(0x31, ConsumerFrame.CloseConsumer.class, ConsumerCodec.INSTANCE),
    CREDIT(0x32, ConsumerFrame.Credit.class, ConsumerCodec.INSTANCE),
    DRAIN(0x33, ConsumerFrame.Drain.class, ConsumerCodec.INSTANCE),
    DELIVER(0x34, ConsumerFrame.Deliver.class, ConsumerCodec.INSTANCE),
    ACKNOWLEDGE(0x35, ConsumerFrame.Acknowledge.class, ConsumerCodec.INSTANCE),
    HANDED_OVER(0x36, ConsumerFrame.HandedOver.class, ConsumerCodec.INSTANCE),
    BROWSE_END(0x37, ConsumerFrame.BrowseEnd.class, ConsumerCodec.INSTANCE),
    CONSUMER_CLOSED(0x38, ConsumerFrame.ConsumerClosed.class, ConsumerCodec.INSTANCE),
    UNSUBSCRIBE(0x39, ConsumerFrame.Unsubscribe.class, ConsumerCodec.INSTANCE),
    ASSIGN(0x3a, ConsumerFrame.Assign.class, ConsumerCodec.INSTANCE),

    COMMIT(0x40, TransactionFrame.Commit.class, TransactionCodec.INSTANCE),
    ROLLBACK(0x41, TransactionFrame.Rollback.class, TransactionCodec.INSTANCE),

    MANAGE(0x50, ManagementFrame.Manage.class, ManagementCodec.INSTANCE),

    OK(0x60, ReplyFrame.Ok.class, ReplyCodec.INSTANCE),
    FAILED(0x61, ReplyFrame.Failed.class, ReplyCodec.INSTANCE),
    ROWS(0x62, ReplyFrame.Rows.class, ReplyCodec.INSTANCE),
    XA_RESULT(0x63, ReplyFrame.XaResult.class, ReplyCodec.INSTANCE),
    XA_BRANCHES(0x64, ReplyFrame.XaBranches.class, ReplyCodec.INSTANCE),

    XA_START(0x70, XaFrame.XaStart.class, XaCodec.INSTANCE),
    XA_END(0x71, XaFrame.XaEnd.class, XaCodec.INSTANCE),
    XA_PREPARE(0x72, XaFrame.XaPrepare.class, XaCodec.INSTANCE),
    XA_COMMIT(0x73, XaFrame.XaCommit.class, XaCodec.INSTANCE),
    XA_ROLLBACK(0x74, XaFrame.XaRollback.class, XaCodec.INSTANCE),
    XA_FORGET(0x75, XaFrame.XaForget.class, XaCodec.INSTANCE),
    XA_RECOVER(0x76, XaFrame.XaRecover.class, XaCodec.INSTANCE);

    private static final @Nullable FrameType[] BY_CODE = new @Nullable FrameType[256];
    private static final Map<Class<?>, FrameType> BY_RECORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(t -> t.record, Function.identity()));

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final Class<? extends Frame> record;

    @SuppressWarnings("ImmutableEnumChecker") // codecs are stateless
    private final FamilyCodec codec;

    FrameType(int code, Class<? extends Frame> record, FamilyCodec codec) {
        this.code = code;
        this.record = record;
        this.codec = codec;
    }

    /** The byte on the wire. */
    public int code() {
        return code;
    }

    /** The record that stands for frames of this type. */
    public Class<? extends Frame> record() {
        return record;
    }

    /** The codec of its family. */
    FamilyCodec codec() {
        return codec;
    }

    /**
     * The type of a code.
     *
     * @param code 0 to 255
     * @throws WireException if no type has that code
     */
    public static FrameType of(int code) {
        FrameType type = BY_CODE[code];
        if (type == null) {
            throw new WireException("unknown frame type 0x" + Integer.toHexString(code));
        }
        return type;
    }

    /** The type of a frame. */
    public static FrameType of(Frame frame) {
        FrameType type = BY_RECORD.get(frame.getClass());
        if (type == null) {
            throw new IllegalArgumentException("no frame type for " + frame.getClass());
        }
        return type;
    }
}
