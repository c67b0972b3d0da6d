package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages by the command line. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MessageCommandsTest {
    @TempDir
    private Path folder;

    private Broker broker;
    private String url;
    private JMSContext context;
    private Queue orders;

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerSettings.in(folder.resolve("data")).withPort(0));
        url = "angarium://127.0.0.1:" + broker.port();
        context = new AngariumConnectionFactory(url).createContext();
        orders = context.createQueue("orders");
    }

    @AfterEach
    void stop() {
        context.close();
        broker.close();
    }

    private Captured run(String... words) {
        Captured terminal = new Captured();
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--url", url));
        terminal.run(line.toArray(new String[0]));
        return terminal;
    }

    private void send(int count) {
        for (int i = 1; i <= count; i++) {
            context.createProducer().setProperty("number", i).send(orders, "order " + i);
        }
    }

    private List<Message> drain(String queue) {
        List<Message> all = new ArrayList<>();
        try (JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
                all.add(m);
            }
        }
        return all;
    }

    private List<Integer> numbers(String queue) {
        return drain(queue).stream()
                .map(message -> {
                    try {
                        return message.getIntProperty("number");
                    } catch (JMSException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    @Test
    void movedMessagesAreInTheOtherQueueAsTheyWere() throws JMSException {
        context.createProducer()
                .setPriority(7)
                .setTimeToLive(3_600_000)
                .setJMSCorrelationID("c")
                .setProperty("number", 1)
                .send(orders, "one");
        send(3);
        assertThat(run("message", "move", "orders", "--to", "late", "--where", "number = 1", "--dry-run")
                        .err())
                .contains("2 messages would be moved");
        assertThat(run("message", "move", "orders", "--to", "late", "--where", "number = 1", "--rate", "1000/s")
                        .err())
                .contains("2 messages moved");
        assertThat(numbers("orders")).containsExactly(2, 3);
        Message first = drain("late").get(0);
        assertThat(first.getJMSPriority()).isEqualTo(7);
        assertThat(first.getJMSCorrelationID()).isEqualTo("c");
        assertThat(first.getJMSExpiration())
                .isBetween(System.currentTimeMillis() + 3_500_000, System.currentTimeMillis() + 3_600_000);
        assertThat(run("message", "move", "orders", "--to", "orders").err()).contains("another queue");
        assertThat(run("message", "move", "orders", "--to", "late", "--rate", "fast")
                        .err())
                .contains("no rate such as 10 or 10/s");
    }

    @Test
    void aMoveLosesAndDoublesNothingThoughTheBrokerGoesInTheMiddle() {
        send(60);
        int port = broker.port();
        CompletableFuture<Captured> move =
                CompletableFuture.supplyAsync(() -> run("message", "move", "orders", "--to", "late", "--rate", "50/s"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> run("queue", "show", "late").out().matches("(?s).*messages +[1-9].*"));
        broker.close();
        assertThat(move).isNotDone();
        broker = Broker.start(BrokerSettings.in(folder.resolve("data")).withPort(port));
        assertThat(move.join().err()).contains("60 messages moved");
        assertThat(numbers("orders")).isEmpty();
        assertThat(numbers("late"))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 60).boxed().toList());
    }

    @Test
    void copiesUnderOneNameAreMadeOnce() {
        send(5);
        assertThat(run("message", "copy", "orders", "--to", "test", "--dry-run").err())
                .contains("5 messages would be copied");
        run("message", "copy", "orders", "--to", "test", "--as", "monday", "--count", "2");
        assertThat(run("message", "copy", "orders", "--to", "test", "--as", "monday")
                        .err())
                .contains("5 messages copied");
        run("message", "copy", "orders", "--to", "test", "--where", "number = 5");
        assertThat(numbers("test")).containsExactly(1, 2, 3, 4, 5, 5);
        assertThat(numbers("orders")).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void messagesWithoutAnIdAreNotCopiedUnderAName() {
        send(2);
        for (int number = 3; number <= 4; number++) {
            context.createProducer()
                    .setDisableMessageID(true)
                    .setProperty("number", number)
                    .send(orders, "x");
        }
        Captured named = new Captured();
        assertThat(named.run("message", "copy", "orders", "--to", "test", "--as", "monday", "--url", url))
                .isEqualTo(Angarium.FAILED);
        assertThat(named.err()).contains("2 messages copied, 2 left: they have no JMSMessageID");
        assertThat(run("message", "copy", "orders", "--to", "test", "--where", "JMSMessageID IS NULL")
                        .err())
                .contains("2 messages copied");
        assertThat(numbers("test")).containsExactly(1, 2, 3, 4);
    }

    /** Nothing can be received of it, and the work tells so instead of that nothing was to be done. */
    @Test
    void aMoveOutOfAPausedQueueFailsAndSaysWhy() {
        send(2);
        run("queue", "pause", "orders");
        Captured paused = new Captured();
        assertThat(paused.run("message", "move", "orders", "--to", "late", "--url", url))
                .isEqualTo(Angarium.FAILED);
        assertThat(paused.err())
                .contains("0 messages moved, then: 2 are there and do not come; the queue is paused")
                .contains("'angarium queue explain orders' says which");
        run("queue", "resume", "orders");
        assertThat(run("message", "move", "orders", "--to", "late").err()).contains("2 messages moved");
    }

    @Test
    void deletedMessagesAreGone() {
        send(5);
        assertThat(run("message", "delete", "orders", "--where", "number < 4", "--count", "2")
                        .err())
                .contains("2 messages deleted");
        assertThat(numbers("orders")).containsExactly(3, 4, 5);
    }

    private void sendOneOfEach() throws JMSException {
        TextMessage text = context.createTextMessage("a\n\"text\" \u20ac");
        text.setBooleanProperty("truth", true);
        text.setByteProperty("byte", (byte) -1);
        text.setShortProperty("short", (short) 300);
        text.setLongProperty("long", 1L << 60);
        text.setFloatProperty("float", 1.5f);
        text.setDoubleProperty("double", Double.NEGATIVE_INFINITY);
        text.setStringProperty("none", null);
        text.setJMSReplyTo(context.createTopic("replies"));
        text.setJMSType("t");
        context.createProducer()
                .setPriority(9)
                .setDeliveryMode(DeliveryMode.NON_PERSISTENT)
                .send(orders, text);
        BytesMessage bytes = context.createBytesMessage();
        bytes.writeBytes(new byte[] {0, -1, 7});
        context.createProducer().send(orders, bytes);
        MapMessage map = context.createMapMessage();
        map.setInt("int", 5);
        map.setBytes("bytes", new byte[] {1});
        map.setChar("char", 'x');
        context.createProducer().send(orders, map);
        StreamMessage stream = context.createStreamMessage();
        stream.writeString("s");
        stream.writeObject(null);
        stream.writeDouble(0.1);
        context.createProducer().send(orders, stream);
        context.createProducer().send(orders, context.createMessage());
        context.createProducer().send(orders, context.createObjectMessage("object"));
    }

    @Test
    void whatIsExportedAndImportedIsWhatItWas() throws JMSException {
        sendOneOfEach();
        Path file = folder.resolve("orders.jsonl");
        assertThat(run("message", "export", "orders", "--file", file.toString()).err())
                .contains("5 messages exported, 1 left: they have Java objects");
        assertThat(run("message", "import", "copy", "--file", file.toString(), "--dry-run")
                        .err())
                .contains("5 messages would be imported");
        assertThat(run("message", "import", "copy", "--file", file.toString()).err())
                .contains("5 messages imported");
        List<Message> all = drain("copy");
        assertThat(all).hasSize(5);
        Message text = all.get(0);
        assertThat(text.getBody(String.class)).isEqualTo("a\n\"text\" \u20ac");
        assertThat(MessageLine.properties(text))
                .containsKeys("truth", "byte", "short", "long", "float", "double", "none");
        assertThat(text.getObjectProperty("truth")).isEqualTo(true);
        assertThat(text.getObjectProperty("byte")).isEqualTo((byte) -1);
        assertThat(text.getObjectProperty("short")).isEqualTo((short) 300);
        assertThat(text.getObjectProperty("long")).isEqualTo(1L << 60);
        assertThat(text.getObjectProperty("float")).isEqualTo(1.5f);
        assertThat(text.getObjectProperty("double")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(text.getJMSReplyTo()).hasToString("topic://replies");
        assertThat(text.getJMSType()).isEqualTo("t");
        assertThat(text.getJMSPriority()).isEqualTo(9);
        assertThat(text.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(all.get(1).getBody(byte[].class)).containsExactly(0, -1, 7);
        MapMessage map = (MapMessage) all.get(2);
        assertThat(map.getObject("int")).isEqualTo(5);
        assertThat(map.getBytes("bytes")).containsExactly(1);
        assertThat(map.getChar("char")).isEqualTo('x');
        StreamMessage stream = (StreamMessage) all.get(3);
        assertThat(stream.readObject()).isEqualTo("s");
        assertThat(stream.readObject()).isNull();
        assertThat(stream.readObject()).isEqualTo(0.1);
        assertThat(all.get(4)).isNotInstanceOf(ObjectMessage.class);
    }

    @Test
    void anImportUnderOneNameIsMadeOnceAndSaysWhichLineIsWrong() throws IOException {
        send(3);
        String lines = run("message", "export", "orders").out();
        Path file = folder.resolve("broken.jsonl");
        List<String> some = new ArrayList<>(lines.lines().toList());
        some.set(2, "{\"bodyType\":\"paper\"}");
        Files.write(file, some);
        assertThat(run("message", "import", "copy", "--file", file.toString(), "--as", "m")
                        .err())
                .contains("2 messages imported, then: line 3 is unknown \"bodyType\" paper");
        Files.writeString(file, lines);
        assertThat(run("message", "import", "copy", "--file", file.toString(), "--as", "m")
                        .err())
                .contains("3 messages imported");
        assertThat(numbers("copy")).containsExactly(1, 2, 3);
    }

    /** The broker would take a message with the key of an earlier send for its repetition. */
    @Test
    void whatWasSentOnceForAKeyIsImportedIntoItsQueueAgain() throws JMSException, IOException {
        context.createProducer()
                .setProperty("JMS_Angarium_DuplicateKey", "order 1")
                .setProperty("number", 1)
                .send(orders, "x");
        Path file = folder.resolve("keyed.jsonl");
        run("message", "export", "orders", "--file", file.toString());
        assertThat(file).content().doesNotContain("DuplicateKey");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "\"properties\":{",
                                "\"properties\":{\"JMS_Angarium_DuplicateKey\":{\"string\":\"order 1\"},"));
        run("message", "delete", "orders");
        assertThat(run("message", "import", "orders", "--file", file.toString()).err())
                .contains("1 messages imported");
        assertThat(numbers("orders")).containsExactly(1);
    }

    @Test
    void halvesOfSurrogatesAndBinaryCorrelationIdsArriveAsTheyWere() throws JMSException, IOException {
        String halves = "\ud83d \ude00\ud83d \ud83d\ude00 \u20ac";
        TextMessage text = context.createTextMessage(halves);
        text.setStringProperty("text", halves);
        byte[] correlation = {(byte) 0xff, 0, (byte) 0xc3};
        text.setJMSCorrelationIDAsBytes(correlation);
        context.createProducer().send(orders, text);
        Path file = folder.resolve("halves.jsonl");
        assertThat(run("message", "export", "orders", "--file", file.toString()).err())
                .contains("1 messages exported");
        assertThat(run("message", "export", "orders").out())
                .isEqualTo(Files.readString(file))
                .contains("\u20ac");
        run("message", "import", "copy", "--file", file.toString());
        Message copy = drain("copy").get(0);
        assertThat(copy.getBody(String.class)).isEqualTo(halves);
        assertThat(copy.getStringProperty("text")).isEqualTo(halves);
        assertThat(copy.getJMSCorrelationIDAsBytes()).isEqualTo(correlation);
    }

    /** Longer than what a reader of JSON takes unless it is told. */
    @Test
    void longTextsAndNamesAreImportedAsTheyWereExported() throws JMSException {
        String body = "x".repeat(20_000_001);
        String name = "n".repeat(50_001);
        MapMessage map = context.createMapMessage();
        map.setString("text", body);
        map.setInt(name, 5);
        context.createProducer().send(orders, map);
        Path file = folder.resolve("long.jsonl");
        run("message", "export", "orders", "--file", file.toString());
        assertThat(run("message", "import", "copy", "--file", file.toString()).err())
                .contains("1 messages imported");
        MapMessage copy = (MapMessage) drain("copy").get(0);
        assertThat(copy.getString("text").equals(body)).isTrue();
        assertThat(copy.getInt(name)).isEqualTo(5);
    }

    /** Asked for its length only. */
    @Test
    void aBodyThatNoLineCanHaveIsRefused() {
        Message large = (Message) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BytesMessage.class}, (proxy, method, args) -> {
                    return switch (method.getName()) {
                        case "getBodyLength" -> MessageRecord.MOST_BODY_BYTES + 1;
                        case "getJMSDeliveryMode", "getJMSPriority" -> 4;
                        case "getJMSTimestamp", "getJMSExpiration" -> 0L;
                        case "getPropertyNames" -> Collections.emptyEnumeration();
                        case "getJMSMessageID" -> "ID:1";
                        case "readBytes" -> throw new AssertionError("it was read");
                        default -> null;
                    };
                });
        assertThatThrownBy(() -> MessageRecord.write(large))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("the body of ID:1 has more than 268435456 bytes");
    }

    @Test
    void nothingStaysOfAnExportThatFails() throws IOException {
        send(1);
        Path file = folder.resolve("some.jsonl");
        Captured failing = new Captured();
        assertThat(failing.run("message", "export", "orders", "--where", "((", "--file", file.toString(), "--url", url))
                .isEqualTo(Angarium.FAILED);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(folder.resolve("data"));
        }
        assertThat(run("message", "export", "orders", "--file", file.toString()).err())
                .contains("1 messages exported");
    }

    @Test
    void anExportDoesNotOverwrite() throws IOException {
        send(1);
        Path file = Files.writeString(folder.resolve("there"), "x");
        run("message", "export", "orders", "--file", file.toString());
        assertThat(file).hasContent("x");
    }

    @Test
    void aMessageIsExplained() throws JMSException {
        TextMessage message = context.createTextMessage("x");
        context.createProducer().send(orders, message);
        for (String[] more : new String[][] {{}, {"--queue", "orders"}}) {
            List<String> line = new ArrayList<>(List.of("message", "explain", message.getJMSMessageID()));
            line.addAll(List.of(more));
            assertThat(run(line.toArray(new String[0])).out())
                    .containsPattern("message in queue orders +waits +there is no consumer");
        }
        assertThat(run("message", "explain", "ID:x").err()).contains("no message ID:x is there");
    }
}
