package io.angarium.examples.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.examples.servers.app.Ledger;
import io.angarium.examples.servers.app.Parcel;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Message-driven beans fed by the adapter. */
class BeansIT extends ApplicationBased {
    private static final int MESSAGES = 200;
    private static final List<String> BEANS = List.of(
            "QueueBean",
            "SelectorBean",
            "TopicBean",
            "DurableBean",
            "SharedOneBean",
            "SharedTwoBean",
            "PoisonedBean",
            "ForwardingBean");

    @Test
    void aBeanGetsEachMessageOfItsQueueOnce() {
        List<String> sent = send("recorded", false);

        List<Ledger.Entry> entries = awaitEntries(text(""), all -> all.size() >= MESSAGES);

        assertThat(entries).extracting(Ledger.Entry::text).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(entries).allSatisfy(entry -> assertThat(entry.deliveries()).isEqualTo(1));
    }

    @Test
    void eachSubscriptionOfATopicGetsEachMessageOnce() {
        List<String> sent = awaitSubscribedAndSend();

        List<Ledger.Entry> entries = awaitEntries(text(""), all -> all.size() >= 3 * MESSAGES);

        assertThat(entries).hasSize(3 * MESSAGES);
        assertThat(texts(entries, "TopicBean")).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(texts(entries, "DurableBean")).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(texts(entries, "SharedOneBean", "SharedTwoBean")).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(texts(entries, "SharedOneBean")).isNotEmpty();
        assertThat(texts(entries, "SharedTwoBean")).isNotEmpty();
    }

    /** A bean that is deployed subscribes soon: the first messages that all of them get say that they have. */
    private List<String> awaitSubscribedAndSend() {
        String probe = text("").replace("-", "") + "probe";
        try (JMSContext context = broker().connect()) {
            awaitEntries(probe, all -> {
                context.createProducer().send(context.createTopic("news"), probe);
                return texts(all, "TopicBean").size() > 0
                        && texts(all, "DurableBean").size() > 0
                        && texts(all, "SharedOneBean").size() > 0
                        && texts(all, "SharedTwoBean").size() > 0;
            });
        }
        return send("news", true);
    }

    private List<String> send(String destination, boolean topic) {
        List<String> texts =
                IntStream.range(0, MESSAGES).mapToObj(i -> text("" + i)).toList();
        try (JMSContext context = broker().connect()) {
            texts.forEach(text -> context.createProducer()
                    .send(topic ? context.createTopic(destination) : context.createQueue(destination), text));
        }
        return texts;
    }

    private static List<String> texts(List<Ledger.Entry> entries, String... beans) {
        return entries.stream()
                .filter(entry -> List.of(beans).contains(entry.bean()))
                .map(Ledger.Entry::text)
                .toList();
    }

    @Test
    void aSelectorLeavesTheRestInTheQueue() throws JMSException {
        try (JMSContext context = broker().connect()) {
            for (String colour : List.of("blue", "red", "green")) {
                context.createProducer()
                        .setProperty("colour", colour)
                        .send(context.createQueue("selected"), text(colour));
            }
        }

        List<Ledger.Entry> entries = awaitEntries(text(""), all -> !all.isEmpty());

        assertThat(entries).extracting(Ledger.Entry::text).containsExactly(text("red"));
        assertThat(broker().receiveAll("selected", 2)).containsExactly(text("blue"), text("green"));
    }

    @Test
    void aRolledBackMessageComesAgainWithItsCount() {
        try (JMSContext context = broker().connect()) {
            context.createProducer().setProperty("fail", 2).send(context.createQueue("recorded"), text("third time"));
        }

        List<Ledger.Entry> entries = awaitEntries(text(""), all -> !all.isEmpty());

        assertThat(entries).singleElement().satisfies(entry -> {
            assertThat(entry.deliveries()).isEqualTo(3);
            assertThat(entry.redelivered()).isTrue();
        });
    }

    @Test
    void anObjectOfTheApplicationsOwnClassReachesItsBean() {
        try (JMSContext context = broker().connect()) {
            context.createProducer().send(context.createQueue("recorded"), new Parcel(text("an object")));
        }

        assertThat(awaitEntries(text(""), all -> !all.isEmpty()))
                .extracting(Ledger.Entry::text)
                .containsExactly(text("an object"));
    }

    @Test
    void operatorsSeeTheAdapterAndEachBeanThatItFeeds() {
        List<String> sent = send("recorded", false);
        awaitEntries(text(""), all -> all.size() >= sent.size());

        await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> assertThat(shown("Activation,*"))
                .hasSize(BEANS.size())
                .allSatisfy(line -> assertThat(line).contains("State=ACTIVE", "InFlight=0"))
                .allSatisfy(line -> assertThat(BEANS).anyMatch(bean -> line.contains("Name=" + bean + " ")))
                .filteredOn(line -> line.contains("Name=QueueBean "))
                .singleElement()
                .satisfies(line -> assertThat(number(line, "Delivered")).isGreaterThanOrEqualTo(sent.size()))
                .satisfies(line -> assertThat(number(line, "MaxSessions")).isEqualTo(4)));
        assertThat(shown("ResourceAdapter,*"))
                .filteredOn(line -> number(line, "Activations") == BEANS.size())
                .singleElement()
                .satisfies(line ->
                        assertThat(line).contains(broker().uri(), "ConnectionsInUse=0", "ConnectionsInTransaction=0"));
    }

    private List<String> shown(String which) {
        Web.Answer answer = app().call("shown", "", "io.angarium:type=" + which);
        assertThat(answer.succeeded()).as(answer.text()).isTrue();
        return answer.text().lines().toList();
    }

    private static long number(String line, String attribute) {
        return Stream.of(line.split("\t", -1))
                .filter(each -> each.startsWith(attribute + "="))
                .mapToLong(each -> Long.parseLong(each.substring(attribute.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + attribute + " in " + line));
    }

    @Test
    void aMessageThatNoDeliveryCanStandGoesToTheDeadLetters() throws JMSException {
        broker().send("poisoned", text("poison"));

        try (JMSContext context = broker().connect()) {
            Message dead = context.createConsumer(context.createQueue("DLQ")).receive(60_000);
            assertThat(dead).isNotNull();
            assertThat(dead.getBody(String.class)).isEqualTo(text("poison"));
        }
        broker().send("poisoned", text("poison too"));
        assertThat(broker().receive("DLQ", 1, 60_000)).containsExactly(text("poison too"));
    }
}
