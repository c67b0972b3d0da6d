package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import jakarta.jms.JMSContext;
import jakarta.jms.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code journal dump} and {@code verify} on what a broker has written. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JournalDumpTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeSomething() {
        BrokerSettings settings = BrokerSettings.in(folder)
                .withName("dumped-" + folder.getFileName())
                .withTransport(null)
                .withSegmentBytes(1 << 20);
        try (Broker broker = Broker.start(settings);
                JMSContext context = new AngariumConnectionFactory("vm://" + broker.name()).createContext()) {
            context.setClientID("client");
            Topic news = context.createTopic("news");
            context.createDurableConsumer(news, "reader").close();
            context.createProducer().send(context.createQueue("orders"), "first");
            context.createProducer().send(context.createQueue("other"), "second");
            context.createProducer().send(news, "third");
            assertThat(context.createConsumer(context.createQueue("orders")).receiveBody(String.class, 5_000))
                    .isEqualTo("first");
        }
    }

    private List<String> dump(String... filters) {
        Captured terminal = new Captured();
        String[] words = new String[filters.length + 4];
        System.arraycopy(new String[] {"journal", "dump", folder.toString(), "--json"}, 0, words, 0, 4);
        System.arraycopy(filters, 0, words, 4, filters.length);
        assertThat(terminal.run(words)).as(terminal.err()).isZero();
        return terminal.out().lines().toList();
    }

    private static List<String> kinds(List<String> lines) {
        return lines.stream().map(line -> field(line, "\"kind\":\"(\\w+)\"")).toList();
    }

    private static String field(String line, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(line);
        assertThat(matcher.find()).as(line).isTrue();
        return matcher.group(1);
    }

    @Test
    void recordsOfOneDestinationAreFoundWhereverTheyNameItsId() {
        assertThat(kinds(dump("--destination", "orders")))
                .containsExactlyInAnyOrder("DestinationCreated", "MessageStored", "DispatchHorizon", "MessagesRemoved");
        assertThat(kinds(dump("--destination", "reader")))
                .contains("SubscriptionCreated", "MessageStored")
                .doesNotContain("MessagesRemoved");
        assertThat(dump("--destination", "nowhere")).isEmpty();
    }

    @Test
    void typesAreNamedOrNumbered() {
        assertThat(kinds(dump("--type", "messagestored,4")))
                .containsExactly("SubscriptionCreated", "MessageStored", "MessageStored", "MessageStored");
        assertThat(dump("--type", "10"))
                .extracting(line -> field(line, "\"destinations\":\\[\"([^\"]+)\""))
                .containsExactly("queue orders", "queue other", "subscription reader of topic news");
    }

    @Test
    void aMessageIsFollowedByItsId() {
        String id = field(dump("--type", "MessagesRemoved").get(0), "\"messages\":\\[(\\d+)\\]");
        List<String> about = dump("--message", id);
        assertThat(kinds(about)).containsExactly("MessageStored", "MessagesRemoved");
        assertThat(field(about.get(0), "\"position\":(\\d+)")).isEqualTo(id);
    }

    @Test
    void placesAreSegmentsAndPositions() {
        List<String> all = dump();
        assertThat(dump("--segment", "1")).isEqualTo(all);
        assertThat(dump("--segment", "2")).isEmpty();
        String third = field(all.get(2), "\"position\":(\\d+)");
        assertThat(dump("--from", third)).isEqualTo(all.subList(2, all.size()));
        assertThat(dump("--to", third)).isEqualTo(all.subList(0, 2));
        assertThat(field(all.get(2), "\"offset\":(\\d+)")).isEqualTo(Long.toString(Long.parseLong(third) % (1 << 20)));
    }

    @Test
    void aDamagedJournalIsDumpedUpToItsDamage() throws IOException {
        List<String> all = dump();
        long position = Long.parseLong(field(all.get(all.size() / 2), "\"offset\":(\\d+)"));
        try (FileChannel file = FileChannel.open(
                folder.resolve("journal/segment-0000000000000001.journal"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {99, 99, 99, 99}), position);
        }
        Captured terminal = new Captured();
        assertThat(terminal.run("journal", "dump", "--data", folder.toString(), "--json"))
                .isEqualTo(Angarium.FAILED);
        assertThat(terminal.out().lines().toList()).isNotEmpty().isSubsetOf(all).hasSizeLessThan(all.size());
        assertThat(terminal.err()).startsWith("damaged: segment-0000000000000001.journal at byte ");
        Captured verified = new Captured();
        assertThat(verified.run("journal", "verify", folder.toString())).isEqualTo(Angarium.FAILED);
        assertThat(verified.err()).isEqualTo(terminal.err());
    }
}
