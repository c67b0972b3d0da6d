package io.angarium.wire;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The frame types and their codes on the wire. The upper four bits of a code are the family. A code is never given to another frame. */
public enum FrameType {
    HELLO(FamilyCodec.HELLO, ConnectionFrame.Hello.class, ConnectionCodec.INSTANCE),
    WELCOME(FamilyCodec.WELCOME, ConnectionFrame.Welcome.class, ConnectionCodec.INSTANCE),
    GOODBYE(FamilyCodec.GOODBYE, ConnectionFrame.Goodbye.class, ConnectionCodec.INSTANCE),
    PING(FamilyCodec.PING, ConnectionFrame.Ping.class, ConnectionCodec.INSTANCE),
    PONG(FamilyCodec.PONG, ConnectionFrame.Pong.class, ConnectionCodec.INSTANCE),
    SET_CLIENT_ID(FamilyCodec.SET_CLIENT_ID, ConnectionFrame.SetClientId.class, ConnectionCodec.INSTANCE),
    CREATE_TEMPORARY(FamilyCodec.CREATE_TEMPORARY, ConnectionFrame.CreateTemporary.class, ConnectionCodec.INSTANCE),
    DELETE_TEMPORARY(FamilyCodec.DELETE_TEMPORARY, ConnectionFrame.DeleteTemporary.class, ConnectionCodec.INSTANCE),
    SWITCH(FamilyCodec.SWITCH, ConnectionFrame.Switch.class, ConnectionCodec.INSTANCE),

    OPEN_SESSION(FamilyCodec.OPEN_SESSION, SessionFrame.OpenSession.class, SessionCodec.INSTANCE),
    CLOSE_SESSION(FamilyCodec.CLOSE_SESSION, SessionFrame.CloseSession.class, SessionCodec.INSTANCE),
    RECOVER(FamilyCodec.RECOVER, SessionFrame.Recover.class, SessionCodec.INSTANCE),
    RESUME_SESSION(FamilyCodec.RESUME_SESSION, SessionFrame.ResumeSession.class, SessionCodec.INSTANCE),
    RECALL(FamilyCodec.RECALL, SessionFrame.Recall.class, SessionCodec.INSTANCE),

    OPEN_PRODUCER(FamilyCodec.OPEN_PRODUCER, ProducerFrame.OpenProducer.class, ProducerCodec.INSTANCE),
    CLOSE_PRODUCER(FamilyCodec.CLOSE_PRODUCER, ProducerFrame.CloseProducer.class, ProducerCodec.INSTANCE),
    SEND(FamilyCodec.SEND, ProducerFrame.Send.class, ProducerCodec.INSTANCE),
    CONFIRMED(FamilyCodec.CONFIRMED, ProducerFrame.Confirmed.class, ProducerCodec.INSTANCE),
    SEND_REFUSED(FamilyCodec.SEND_REFUSED, ProducerFrame.SendRefused.class, ProducerCodec.INSTANCE),
    PRODUCER_CREDIT(FamilyCodec.PRODUCER_CREDIT, ProducerFrame.ProducerCredit.class, ProducerCodec.INSTANCE),
    STORE_PART(FamilyCodec.STORE_PART, ProducerFrame.StorePart.class, ProducerCodec.INSTANCE),

    OPEN_CONSUMER(FamilyCodec.OPEN_CONSUMER, ConsumerFrame.OpenConsumer.class, ConsumerCodec.INSTANCE),
    CLOSE_CONSUMER(FamilyCodec.CLOSE_CONSUMER, ConsumerFrame.CloseConsumer.class, ConsumerCodec.INSTANCE),
    CREDIT(FamilyCodec.CREDIT, ConsumerFrame.Credit.class, ConsumerCodec.INSTANCE),
    DRAIN(FamilyCodec.DRAIN, ConsumerFrame.Drain.class, ConsumerCodec.INSTANCE),
    DELIVER(FamilyCodec.DELIVER, ConsumerFrame.Deliver.class, ConsumerCodec.INSTANCE),
    ACKNOWLEDGE(FamilyCodec.ACKNOWLEDGE, ConsumerFrame.Acknowledge.class, ConsumerCodec.INSTANCE),
    HANDED_OVER(FamilyCodec.HANDED_OVER, ConsumerFrame.HandedOver.class, ConsumerCodec.INSTANCE),
    BROWSE_END(FamilyCodec.BROWSE_END, ConsumerFrame.BrowseEnd.class, ConsumerCodec.INSTANCE),
    CONSUMER_CLOSED(FamilyCodec.CONSUMER_CLOSED, ConsumerFrame.ConsumerClosed.class, ConsumerCodec.INSTANCE),
    UNSUBSCRIBE(FamilyCodec.UNSUBSCRIBE, ConsumerFrame.Unsubscribe.class, ConsumerCodec.INSTANCE),
    ASSIGN(FamilyCodec.ASSIGN, ConsumerFrame.Assign.class, ConsumerCodec.INSTANCE),
    FETCH_PART(FamilyCodec.FETCH_PART, ConsumerFrame.FetchPart.class, ConsumerCodec.INSTANCE),
    TIMING(FamilyCodec.TIMING, ConsumerFrame.Timing.class, ConsumerCodec.INSTANCE),

    COMMIT(FamilyCodec.COMMIT, TransactionFrame.Commit.class, TransactionCodec.INSTANCE),
    ROLLBACK(FamilyCodec.ROLLBACK, TransactionFrame.Rollback.class, TransactionCodec.INSTANCE),

    MANAGE(FamilyCodec.MANAGE, ManagementFrame.Manage.class, ManagementCodec.INSTANCE),

    OK(FamilyCodec.OK, ReplyFrame.Ok.class, ReplyCodec.INSTANCE),
    FAILED(FamilyCodec.FAILED, ReplyFrame.Failed.class, ReplyCodec.INSTANCE),
    ROWS(FamilyCodec.ROWS, ReplyFrame.Rows.class, ReplyCodec.INSTANCE),
    XA_RESULT(FamilyCodec.XA_RESULT, ReplyFrame.XaResult.class, ReplyCodec.INSTANCE),
    XA_BRANCHES(FamilyCodec.XA_BRANCHES, ReplyFrame.XaBranches.class, ReplyCodec.INSTANCE),
    PART(FamilyCodec.PART, ReplyFrame.Part.class, ReplyCodec.INSTANCE),

    XA_START(FamilyCodec.XA_START, XaFrame.XaStart.class, XaCodec.INSTANCE),
    XA_END(FamilyCodec.XA_END, XaFrame.XaEnd.class, XaCodec.INSTANCE),
    XA_PREPARE(FamilyCodec.XA_PREPARE, XaFrame.XaPrepare.class, XaCodec.INSTANCE),
    XA_COMMIT(FamilyCodec.XA_COMMIT, XaFrame.XaCommit.class, XaCodec.INSTANCE),
    XA_ROLLBACK(FamilyCodec.XA_ROLLBACK, XaFrame.XaRollback.class, XaCodec.INSTANCE),
    XA_FORGET(FamilyCodec.XA_FORGET, XaFrame.XaForget.class, XaCodec.INSTANCE),
    XA_RECOVER(FamilyCodec.XA_RECOVER, XaFrame.XaRecover.class, XaCodec.INSTANCE);

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
