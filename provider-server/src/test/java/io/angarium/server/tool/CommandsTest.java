package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.message.StreamedBody;
import io.angarium.server.testing.TestXid;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.StreamMessage;
import jakarta.jms.XAJMSContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands against a broker in this JVM. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CommandsTest {
    private static final String BROKER = "vm://commands";

    private JMSContext keeper;

    @TempDir
    Path folder;

    @BeforeEach
    void keepTheBroker() {
        keeper = new AngariumConnectionFactory(BROKER).createContext();
    }

    @AfterEach
    void letTheBrokerGo() {
        keeper.close();
    }

    /** Runs a command line in which a bar separates the words; the result must be success. */
    private static Captured ok(String input, String line) {
        Captured terminal = new Captured(input);
        int status = terminal.run((line + "|--url|" + BROKER).split("\\|"));
        assertThat(status).as(terminal.err()).isZero();
        return terminal;
    }

    @Test
    void binaryLinesArriveByteForByte() throws JMSException {
        Captured terminal = new Captured(new byte[] {0, (byte) 0xFF, (byte) 0xFE, '\n', (byte) 0x80, 'a'});
        assertThat(terminal.run("produce", "--queue", "raw", "--binary", "--url", BROKER))
                .as(terminal.err())
                .isZero();
        try (JMSConsumer consumer = keeper.createConsumer(keeper.createQueue("raw"))) {
            assertThat(consumer.receiveBody(byte[].class, 10_000)).containsExactly(0, 0xFF, 0xFE);
            assertThat(consumer.receiveBody(byte[].class, 10_000)).containsExactly(0x80, 'a');
        }
    }

    private byte[] sendLarge(int length, boolean asStream) throws JMSException {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        Message message = asStream ? keeper.createStreamMessage() : keeper.createBytesMessage();
        ((StreamedBody) message).bodyFrom(new ByteArrayInputStream(content));
        keeper.createProducer().send(keeper.createQueue("large"), message);
        return content;
    }

    @Test
    void ofALargeBodyTheSizeIsToldAndItIsNotRead() throws JMSException {
        int length = 3 * 1024 * 1024;
        sendLarge(length, false);
        sendLarge(length, true);
        String advice = ", not shown; angarium consume --save FILE --count 1 writes the next one to a file)\n";
        assertThat(ok("", "browse|large").out())
                .isEqualTo("(bytes of 3145728 bytes" + advice + "(stream of more than 1048576 bytes" + advice);
        assertThat(ok("", "browse|large|--json").out().lines().toList())
                .hasSize(2)
                .allMatch(line -> line.contains("\"bodyNotShown\":\"") && !line.contains("\"body" + "Base64\""));
        assertThat(ok("", "consume|large|--count|2").out().lines()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyOfAnyLengthIsSavedToAFile(boolean asStream) throws JMSException, IOException {
        byte[] content = sendLarge(3 * 1024 * 1024 + 5, asStream);
        Path file = folder.resolve("body");
        assertThat(ok("", "consume|large|--count|1|--save|" + file).out()).isEmpty();
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
        assertThat(ok("", "browse|large").out()).isEmpty();
    }

    @Test
    void textIsSavedToAFileAndWhatCannotBeStaysInItsQueue() throws IOException {
        Path file = folder.resolve("body");
        ok("grün\n", "produce|large");
        assertThat(ok("", "consume|large|--count|1|--save|" + file).out()).isEmpty();
        assertThat(Files.readString(file)).isEqualTo("grün");

        ok("again\n", "produce|large");
        Captured terminal = new Captured("");
        assertThat(terminal.run("consume", "large", "--count", "1", "--save", file.toString(), "--url", BROKER))
                .isEqualTo(Angarium.FAILED);
        assertThat(terminal.err()).contains("there is a file " + file + " already");
        assertThat(terminal.run("consume", "large", "--save", file.toString(), "--url", BROKER))
                .isEqualTo(Angarium.USAGE);
        assertThat(ok("", "consume|large|--count|1").out()).isEqualTo("again\n");
        keeper.createProducer().send(keeper.createQueue("large"), Map.of("a", 1));
        Path other = folder.resolve("other");
        assertThat(terminal.run("consume", "large", "--count", "1", "--save", other.toString(), "--url", BROKER))
                .isEqualTo(Angarium.FAILED);
        assertThat(other).doesNotExist();
        assertThat(ok("", "consume|large|--count|1").out()).isEqualTo("{\"a\":1}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--persistent", "--async"})
    void aLineThatIsNoTextIsRefusedAndNotChanged(String how) {
        Captured terminal = new Captured(new byte[] {'o', 'k', '\n', (byte) 0xFF, '\n', 'x'});
        assertThat(terminal.run("produce", "--queue", "strict", how, "--url", BROKER))
                .isEqualTo(Angarium.FAILED);
        assertThat(terminal.err())
                .isEqualTo("angarium produce: 1 messages to queue strict were confirmed, then: line 2 is not UTF-8;"
                        + " send lines as they are with --binary, or convert them first\n");
        assertThat(ok("", "consume|strict|--timeout|0s").out()).isEqualTo("ok\n");
    }

    @Test
    void linesGoInAndComeOutInOrder() {
        Captured sent = ok("one\nzwei ü\n\nlast\n", "produce|--queue|q");
        assertThat(sent.err()).startsWith("sent to queue q: 4 messages in ");
        Captured received = ok("", "consume|q|--count|4");
        assertThat(received.out()).isEqualTo("one\nzwei ü\n\nlast\n");
        assertThat(received.err()).startsWith("received from queue q: 4 messages in ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "client", "dups", "transacted"})
    void inEveryModeAMessageIsTakenOnce(String mode) {
        ok("a\nb\n", "produce|q");
        assertThat(ok("", "consume|q|--count|2|--ack|" + mode).out()).isEqualTo("a\nb\n");
        assertThat(ok("", "consume|q|--timeout|50ms").out()).isEmpty();
    }

    @Test
    void theTablesOfTheOutboxArePrintedForTheDatabaseThatIsNamed() {
        Captured standard = new Captured();
        assertThat(standard.run("outbox", "ddl")).isZero();
        assertThat(standard.out().lines()).hasSize(5).allMatch(line -> line.endsWith(";"));
        assertThat(standard.out())
                .contains("CREATE TABLE ANGARIUM_OUTBOX (", "MESSAGE BLOB", "CREATE TABLE ANGARIUM_INBOX");
        Captured other = new Captured();
        assertThat(other.run("outbox", "ddl", "--database", "postgresql")).isZero();
        assertThat(other.out()).contains("MESSAGE BYTEA").doesNotContain("BLOB");
        Captured unknown = new Captured();
        assertThat(unknown.run("outbox", "ddl", "--database", "dbase")).isEqualTo(Angarium.USAGE);
        assertThat(unknown.err()).contains("standard, postgresql and mysql, not for dbase");
    }

    @Test
    void tooFewMessagesAreAFailure() {
        ok("a\n", "produce|q");
        Captured terminal = new Captured();
        assertThat(terminal.run("consume", "q", "--count", "2", "--timeout", "50ms", "--url", BROKER))
                .isEqualTo(Angarium.FAILED);
        assertThat(terminal.out()).isEqualTo("a\n");
        assertThat(terminal.err()).endsWith("only 1 of 2 messages came in time\n");
    }

    @Test
    void headersAndPropertiesShowInJsonAndSelect() {
        ok("x\n", "produce|q|--binary|--priority|7|--type|t|--correlation-id|c|-p|n:int=5|-p|s=text|--non-persistent");
        ok("y\n", "produce|q|-p|n:int=6");
        Captured received = ok("", "consume|q|--selector|n = 5|--count|1|--json");
        assertThat(received.out())
                .contains("\"priority\":7", "\"persistent\":false", "\"type\":\"t\"", "\"correlationId\":\"c\"")
                .contains("\"n\":5", "\"s\":\"text\"", "\"bodyType\":\"bytes\"", "\"bodyBase64\":\"eA==\"")
                .endsWith("}\n");
        assertThat(ok("", "consume|q|--timeout|50ms").out()).isEqualTo("y\n");
    }

    @Test
    void bytesThatAreTextComeOutAsText() {
        ok("grün\n", "produce|q|--binary");
        assertThat(ok("", "consume|q|--count|1").out()).isEqualTo("grün\n");
    }

    @Test
    void mapsAndStreamsComeOutAsJson() throws JMSException {
        MapMessage map = keeper.createMapMessage();
        map.setInt("a", 1);
        StreamMessage stream = keeper.createStreamMessage();
        stream.writeString("b");
        stream.writeLong(2);
        keeper.createProducer().send(keeper.createQueue("q"), map).send(keeper.createQueue("q"), stream);
        keeper.createProducer().send(keeper.createQueue("q"), new byte[] {(byte) 0xff});
        assertThat(ok("", "consume|q|--count|3").out()).isEqualTo("{\"a\":1}\n[\"b\",2]\n/w==\n");
    }

    @Test
    void browsingLeavesTheMessages() {
        ok("a\nb\nc\n", "produce|q");
        assertThat(ok("", "browse|q|--count|2").out()).isEqualTo("a\nb\n");
        assertThat(ok("", "browse|q").err()).isEqualTo("3 messages shown from queue q\n");
        assertThat(ok("", "queue|show|q").out()).containsPattern("messages +3");
        assertThat(ok("", "queue|purge|q").err()).endsWith("purged queue q\n");
        assertThat(ok("", "browse|q").out()).isEmpty();
    }

    @Test
    void aPreparedBranchIsListedAndDecidedByHand() throws Exception {
        TestXid branch = new TestXid("global", "b");
        String xid = "4711:676c6f62616c:62";
        try (XAJMSContext context = new AngariumXAConnectionFactory(BROKER).createXAContext()) {
            XAResource resource = context.getXAResource();
            resource.start(branch, XAResource.TMNOFLAGS);
            context.createProducer().send(context.createQueue("q"), "in doubt");
            resource.end(branch, XAResource.TMSUCCESS);
            resource.prepare(branch);
            assertThat(ok("", "tx|list").out()).contains(xid, "PREPARED", "q +1");
            assertThat(ok("", "tx|commit|" + xid + "|--dry-run").err())
                    .endsWith("nothing done to branch " + xid + "\n");
            assertThat(ok("", "browse|q").out()).isEmpty();
            assertThat(ok("", "tx|commit|" + xid).err()).endsWith("done with branch " + xid + "\n");
            assertThat(ok("", "browse|q").out()).isEqualTo("in doubt\n");
            assertThat(ok("", "tx|show|" + xid).out()).contains("COMMITTED_BY_HAND");
            assertThatExceptionOfType(XAException.class)
                    .isThrownBy(() -> resource.rollback(branch))
                    .satisfies(e -> assertThat(e.errorCode).isEqualTo(XAException.XA_HEURCOM));
            ok("", "tx|forget|" + xid);
            assertThat(ok("", "tx|list").out()).doesNotContain(xid);
        }
    }

    @Test
    void aFileIsSentAgainAndAgainUpToTheCount() throws IOException {
        Path file = Files.writeString(folder.resolve("lines"), "a\nb\n");
        ok("", "produce|q|--count|5|--async|--file|" + file);
        assertThat(ok("", "consume|q|--count|5").out()).isEqualTo("a\nb\na\nb\na\n");
        ok("", "produce|q|--file|" + file);
        assertThat(ok("", "consume|q|--timeout|100ms").out()).isEqualTo("a\nb\n");
    }

    @Test
    void generatedBodiesHaveTheirSize() {
        ok("", "produce|q|--size|30|--count|2|--rate|1000");
        assertThat(ok("", "consume|q|--count|2").out().lines()).hasSize(2).allMatch(line -> line.length() == 30);
    }

    @Test
    void durableAndSharedSubscriptionsLast() {
        ok("", "consume|--topic|t|--durable|--name|d|--client-id|c|--timeout|50ms");
        ok("", "consume|--topic|t|--durable|--shared|--name|s|--timeout|50ms");
        ok("a\n", "produce|--topic|t");
        assertThat(ok("", "subscription|list").out()).contains("d ", "s ", "t ");
        assertThat(ok("", "topic|list|--json").out()).contains("\"name\":\"t\"");
        assertThat(ok("", "consume|--topic|t|--durable|--name|d|--client-id|c|--count|1")
                        .out())
                .isEqualTo("a\n");
        assertThat(ok("", "consume|--topic|t|--durable|--shared|--name|s|--count|1")
                        .out())
                .isEqualTo("a\n");
        ok("", "subscription|delete|d|--client-id|c");
        ok("", "subscription|delete|s");
        assertThat(ok("", "subscription|list").err()).isEqualTo("no subscriptions\n");
    }

    @Test
    void queuesAreCreatedAndDeletedOnce() {
        assertThat(ok("", "queue|create|fresh").err()).isEqualTo("created queue fresh\n");
        Captured again = new Captured();
        assertThat(again.run("queue", "create", "fresh", "--url", BROKER)).isEqualTo(Angarium.FAILED);
        assertThat(again.err())
                .startsWith("angarium queue create: ")
                .contains("exists already")
                .hasLineCount(1);
        assertThat(ok("", "queue|delete|fresh").err()).endsWith("deleted queue fresh\n");
    }

    @Test
    void expiredMessagesDoNotComeOut() {
        ok("gone\n", "produce|q|--ttl|1ms");
        ok("later\n", "produce|q|--delay|300ms");
        assertThat(ok("", "consume|q|--count|1").out()).isEqualTo("later\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bench|send|--async", "bench|pair|--topic|--consumers|2", "bench|request-reply"})
    void aLiveBenchTellsALineEachSecondAndASummary(String line) {
        Captured terminal = ok("", line + "|--time|1200ms|--size|64");

        assertThat(terminal.err())
                .containsPattern("1 s +[0-9,]+/s  p50 [0-9,]+ us  p99 [0-9,]+ us  longest [0-9,]+ us");
        assertThat(terminal.out().lines()).hasSize(2);
        assertThat(terminal.out()).contains("OPERATIONS", "PER SECOND", "P99.9 US");
    }

    @Test
    void aSendBenchLeavesAnEmptyQueueAndWritesJson() {
        Captured terminal = ok("", "bench|send|--time|200ms|--size|64|--json");

        assertThat(terminal.out()).startsWith("[{\"seconds\":").contains("\"operations\":");
        assertThat(ok("", "browse|bench.send").out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "browse|nosuch",
                "browse|nosuch|--json|--selector|a = 1",
                "browse|nosuch?consumer.priority=1",
                "queue|show|nosuch",
                "queue|explain|nosuch",
                "queue|pause|nosuch",
                "queue|purge|nosuch",
                "queue|delete|nosuch",
                "dlq|show|nosuch",
                "dlq|retry|nosuch",
                "dlq|retry|nosuch|--dry-run",
                "dlq|discard|nosuch",
                "message|explain|ID:1|--queue|nosuch",
                "message|export|nosuch",
                "message|export|nosuch|--dry-run",
                "message|copy|nosuch|--to|other|--as|copy",
                "message|move|nosuch|--to|other",
                "message|delete|nosuch",
            })
    void aQueueThatIsNotThereIsSaidNotToBeAndIsNotMade(String line) {
        Captured terminal = new Captured();

        assertThat(terminal.run((line + "|--url|" + BROKER).split("\\|"))).isEqualTo(Angarium.FAILED);
        assertThat(terminal.err()).contains("queue 'nosuch' does not exist").hasLineCount(1);
        assertThat(terminal.out()).isEmpty();
        assertThat(ok("", "queue|list").out()).doesNotContain("nosuch", "other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dlq|list", "schedule|list", "schedule|list|--queue|nosuch", "topic|list", "tx|list"})
    void listsMakeNothing(String line) {
        new Captured().run((line + "|--url|" + BROKER).split("\\|"));
        assertThat(ok("", "queue|list|--json").out()).isEqualTo("[]\n");
        assertThat(ok("", "topic|list|--json").out()).isEqualTo("[]\n");
    }

    @Test
    void aLiveBenchWithoutConsumersIsRefused() {
        Captured terminal = new Captured();

        assertThat(terminal.run("bench", "pair", "--consumers", "0", "--url", BROKER))
                .isEqualTo(Angarium.USAGE);
        assertThat(terminal.err()).contains("one producer and one consumer at least");
    }
}
