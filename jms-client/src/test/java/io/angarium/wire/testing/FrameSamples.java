package io.angarium.wire.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.angarium.wire.BodyKind;
import io.angarium.wire.BranchId;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import io.angarium.wire.XaCode;
import io.angarium.wire.XaFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Frames of every type with ordinary values and with the values at the edges. */
public final class FrameSamples {
    private static final UUID ID = new UUID(0x0123_4567_89AB_CDEFL, 0xFEDC_BA98_7654_3210L);
    private static final String UNICODE = "Grüße, 世界 \uD83D\uDE00 \uFFFD";

    private static final BranchId SHORTEST = new BranchId(0, new byte[] {-1}, new byte[0]);
    private static final BranchId LONGEST =
            new BranchId(Integer.MIN_VALUE, "g".repeat(64).getBytes(UTF_8), new byte[64]);

    private FrameSamples() {}

    /** All of them. */
    public static List<Frame> all() {
        List<Frame> all = new ArrayList<>();
        connection(all);
        session(all);
        producer(all);
        consumer(all);
        transaction(all);
        xa(all);
        management(all);
        return all;
    }

    private static void connection(List<Frame> all) {
        String longest = "n".repeat(1024);
        all.add(new ConnectionFrame.Hello(1, 1, 0, ID, "client", "user", "secret", "angarium 0.1", 30_000));
        all.add(new ConnectionFrame.Hello(1, 65535, -1, ID, null, null, null, "", 0));
        all.add(new ConnectionFrame.Hello(2, 3, 1, ID, "", "", "", UNICODE, Integer.MAX_VALUE));
        all.add(new ConnectionFrame.Hello(1, 2, 5, ID, longest, longest, longest, longest, 1));
        all.add(new ConnectionFrame.Welcome(1, 0, ID, "broker", 1, 64 << 20, 15_000));
        all.add(new ConnectionFrame.Welcome(65535, Long.MIN_VALUE, ID, "", Long.MAX_VALUE, 16 * 1024, 0));
        all.add(new ConnectionFrame.Goodbye(null, ""));
        for (ErrorCode code : ErrorCode.values()) {
            all.add(new ConnectionFrame.Goodbye(code, "because of " + code));
        }
        all.add(new ConnectionFrame.Ping(0));
        all.add(new ConnectionFrame.Ping(Long.MIN_VALUE));
        all.add(new ConnectionFrame.Pong(-1));
        all.add(new ConnectionFrame.Switch(0));
        all.add(new ConnectionFrame.Switch(Integer.MAX_VALUE));
        all.add(new ConnectionFrame.SetClientId(1, UNICODE));
        all.add(new ConnectionFrame.SetClientId(-1, longest));
        for (Destination.Kind kind : Destination.Kind.values()) {
            all.add(new ConnectionFrame.CreateTemporary(Integer.MIN_VALUE, new Destination(kind, "t-" + ID)));
            all.add(new ConnectionFrame.DeleteTemporary(Integer.MAX_VALUE, new Destination(kind, longest)));
        }
    }

    private static void session(List<Frame> all) {
        all.add(new SessionFrame.OpenSession(1));
        all.add(new SessionFrame.OpenSession(Integer.MAX_VALUE));
        all.add(new SessionFrame.CloseSession(1, 1, List.of()));
        all.add(new SessionFrame.CloseSession(2, 3, List.of(new SessionFrame.Handed(4, 0))));
        all.add(new SessionFrame.Recall(6));
        all.add(new SessionFrame.Recover(-5, 6, handed(3)));
        all.add(new SessionFrame.Recover(-5, 6, handed(65535)));
        all.add(new SessionFrame.ResumeSession(1, 0, 0, 0, 0, 0, List.of()));
        all.add(new SessionFrame.ResumeSession(1, 1, 3, 0, 0, 5, handed(1), 2));
        all.add(new SessionFrame.ResumeSession(
                Integer.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                handed(2)));
    }

    private static List<SessionFrame.Handed> handed(int count) {
        List<SessionFrame.Handed> handed = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            handed.add(new SessionFrame.Handed(i, Long.MAX_VALUE - i));
        }
        return handed;
    }

    private static void producer(List<Frame> all) {
        all.add(new ProducerFrame.OpenProducer(1, 2, 3, Destination.queue("orders")));
        all.add(new ProducerFrame.OpenProducer(-1, Integer.MAX_VALUE, Integer.MAX_VALUE, Destination.topic(UNICODE)));
        all.add(new ProducerFrame.CloseProducer(7));
        for (EncodedMessage message : messages()) {
            all.add(new ProducerFrame.Send(1, 1, 0, 0, 0, message));
        }
        all.add(new ProducerFrame.Send(1, 1, 0, 0, 0, inParts()));
        EncodedMessage message = messages().get(0);
        all.add(new ProducerFrame.Send(
                Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, message));
        all.add(new ProducerFrame.Confirmed(1, 0));
        all.add(new ProducerFrame.Confirmed(2, Long.MAX_VALUE));
        all.add(new ProducerFrame.SendRefused(1, 2, ErrorCode.RESOURCE_LIMIT, UNICODE));
        all.add(new ProducerFrame.SendRefused(1, Long.MAX_VALUE, ErrorCode.PROTOCOL, "r".repeat(8192)));
        all.add(new ProducerFrame.ProducerCredit(1, 0, 0));
        all.add(new ProducerFrame.ProducerCredit(1, Long.MAX_VALUE, Long.MAX_VALUE));
        all.add(new ProducerFrame.StorePart(1, 2, 3, 0, ByteBuffer.allocate(0)));
        all.add(new ProducerFrame.StorePart(
                -1, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, ByteBuffer.allocate(256 * 1024)));
    }

    private static EncodedMessage inParts() {
        return new MessageBuilder()
                .destination(Destination.queue("orders"))
                .parts(BodyKind.STREAM, Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE)
                .build();
    }

    private static void consumer(List<Frame> all) {
        for (ConsumerFrame.Kind kind : ConsumerFrame.Kind.values()) {
            all.add(new ConsumerFrame.OpenConsumer(
                    1, 2, 3, kind, Destination.topic("news"), "sub", "price > 10 AND " + UNICODE, true));
        }
        all.add(new ConsumerFrame.OpenConsumer(
                -9, 1, 1, ConsumerFrame.Kind.QUEUE, Destination.queue("q"), null, null, false));
        all.add(new ConsumerFrame.OpenConsumer(
                9, 1, 1, ConsumerFrame.Kind.SHARED, Destination.queue("q"), "", "s".repeat(32 * 1024), false));
        all.add(new ConsumerFrame.CloseConsumer(1, 2, 0));
        all.add(new ConsumerFrame.CloseConsumer(1, 2, Long.MAX_VALUE));
        all.add(new ConsumerFrame.Credit(1, 0, 0));
        all.add(new ConsumerFrame.Credit(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));
        all.add(new ConsumerFrame.Drain(1, 2));
        for (EncodedMessage message : messages()) {
            all.add(new ConsumerFrame.Deliver(1, 1, 0, 1, 0, 0, 0, message));
        }
        all.add(new ConsumerFrame.Deliver(1, 1, 0, 1, 0, 0, 0, inParts().withPartsBody(7)));
        EncodedMessage message = messages().get(1);
        all.add(new ConsumerFrame.Deliver(
                Integer.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                Integer.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                message));
        for (ConsumerFrame.Verdict verdict : ConsumerFrame.Verdict.values()) {
            all.add(new ConsumerFrame.Acknowledge(0, 1, 0, verdict, ranges(1)));
        }
        all.add(new ConsumerFrame.Acknowledge(1, 1, 7, ConsumerFrame.Verdict.ACCEPT, ranges(4096)));
        all.add(new ConsumerFrame.Acknowledge(1, 1, Long.MAX_VALUE, ConsumerFrame.Verdict.ACCEPT, List.of()));
        all.add(new ConsumerFrame.Assign(1, 1, 1, 2, 3));
        all.add(new ConsumerFrame.Assign(
                Integer.MAX_VALUE, Long.MAX_VALUE - 4095, Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));
        all.add(new ConsumerFrame.FetchPart(1, 2, 1, 0));
        all.add(new ConsumerFrame.FetchPart(-1, Integer.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE));
        all.add(new ConsumerFrame.Timing(1, 0, 0));
        all.add(new ConsumerFrame.Timing(Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE));
        all.add(new ConsumerFrame.HandedOver(1, 0));
        all.add(new ConsumerFrame.HandedOver(1, Long.MAX_VALUE));
        all.add(new ConsumerFrame.BrowseEnd(3));
        all.add(new ConsumerFrame.ConsumerClosed(3, ErrorCode.INTERNAL, ""));
        all.add(new ConsumerFrame.Unsubscribe(3, "prices"));
    }

    private static List<ConsumerFrame.Range> ranges(int count) {
        List<ConsumerFrame.Range> ranges = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            ranges.add(new ConsumerFrame.Range(i, i, i == 1 ? Long.MAX_VALUE : i));
        }
        return ranges;
    }

    private static void transaction(List<Frame> all) {
        all.add(new TransactionFrame.Commit(1, 2, 3));
        all.add(new TransactionFrame.Commit(-1, Integer.MAX_VALUE, Long.MAX_VALUE));
        all.add(new TransactionFrame.Rollback(1, 2, 3, List.of()));
        all.add(new TransactionFrame.Rollback(1, 2, 3, handed(2)));
    }

    private static void xa(List<Frame> all) {
        all.add(new XaFrame.XaStart(1, 2, 3, XaCode.TMNOFLAGS, 0, SHORTEST));
        all.add(new XaFrame.XaStart(-1, Integer.MAX_VALUE, Long.MAX_VALUE, XaCode.TMRESUME, Long.MAX_VALUE, LONGEST));
        all.add(new XaFrame.XaEnd(1, 2, XaCode.TMFAIL, SHORTEST));
        all.add(new XaFrame.XaEnd(-1, Integer.MAX_VALUE, -1, LONGEST));
        all.add(new XaFrame.XaPrepare(1, SHORTEST));
        all.add(new XaFrame.XaPrepare(-1, LONGEST));
        all.add(new XaFrame.XaCommit(1, false, SHORTEST));
        all.add(new XaFrame.XaCommit(-1, true, LONGEST));
        all.add(new XaFrame.XaRollback(1, LONGEST));
        all.add(new XaFrame.XaForget(1, SHORTEST));
        all.add(new XaFrame.XaRecover(1, 2, XaCode.TMSTARTRSCAN | XaCode.TMENDRSCAN));
    }

    private static void management(List<Frame> all) {
        all.add(new ManagementFrame.Manage(1, "queue.list", Map.of()));
        all.add(new ManagementFrame.Manage(1, "o".repeat(1024), values()));
        all.add(new ReplyFrame.Ok(1));
        all.add(new ReplyFrame.Ok(Integer.MIN_VALUE));
        all.add(new ReplyFrame.Failed(1, ErrorCode.INVALID_SELECTOR, UNICODE));
        all.add(new ReplyFrame.XaResult(1, 0, ""));
        all.add(new ReplyFrame.XaResult(1, XaCode.XAER_NOTA, "no such branch"));
        all.add(new ReplyFrame.XaBranches(1, false, List.of()));
        all.add(new ReplyFrame.XaBranches(1, true, List.of(SHORTEST, LONGEST)));
        all.add(new ReplyFrame.XaBranches(2, false, Collections.nCopies(4096, SHORTEST)));
        all.add(new ReplyFrame.Part(1, ByteBuffer.wrap(new byte[] {1, 2, 3})));
        all.add(new ReplyFrame.Part(-1, ByteBuffer.allocate(256 * 1024)));
        all.add(new ReplyFrame.Rows(1, false, List.of()));
        all.add(new ReplyFrame.Rows(2, true, List.of(Map.of(), values(), Map.of("depth", 5L))));
        all.add(new ReplyFrame.Rows(3, false, Collections.nCopies(4096, Map.of("name", "q"))));
    }

    /** One value of each type, the edges too. */
    public static Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("text", UNICODE);
        values.put("empty", "");
        values.put("long text", "x".repeat(70_000));
        values.put("unpaired", "a\uD800b");
        values.put("null", null);
        values.put("true", true);
        values.put("false", false);
        values.put("byte", Byte.MIN_VALUE);
        values.put("short", Short.MIN_VALUE);
        values.put("char", '\uFFFF');
        values.put("int", Integer.MIN_VALUE);
        values.put("long", Long.MIN_VALUE);
        values.put("float", Float.NaN);
        values.put("double", Double.NEGATIVE_INFINITY);
        values.put(UNICODE, -0.0);
        return values;
    }

    /** The values without null, for lists that do not take it. */
    public static List<Object> nonNullValues() {
        return values().values().stream().filter(Objects::nonNull).toList();
    }

    /** Messages of every body kind. */
    public static List<EncodedMessage> messages() {
        MessageBuilder builder = new MessageBuilder().destination(Destination.queue("orders"));
        List<EncodedMessage> messages = new ArrayList<>();
        messages.add(builder.build());
        builder.replyTo(new Destination(Destination.Kind.TEMPORARY_QUEUE, "answers"));
        builder.messageId("ID:1").type("order").correlationId("c").timestamp(1_700_000_000_000L);
        messages.add(builder.properties(Map.of("amount", 5)).text("hello").build());
        messages.add(builder.priority(9).persistent(false).text(null).build());
        messages.add(
                builder.correlationIdBytes(new byte[] {1, 2}).text("\uDC00").build());
        messages.add(builder.properties(values())
                .body(BodyKind.BYTES, new byte[1024])
                .build());
        messages.add(builder.clear()
                .destination(Destination.topic(UNICODE))
                .map(values())
                .build());
        messages.add(builder.stream(new ArrayList<>(values().values())).build());
        messages.add(builder.body(BodyKind.OBJECT, new byte[] {-84, -19}).build());
        messages.add(builder.nullBody(BodyKind.OBJECT).build());
        return messages;
    }
}
