package io.angarium.examples.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application sends and receives by the adapter's connection factory, in the container's transaction and without. */
class SendingIT extends ApplicationBased {
    private String queue() {
        return "out-" + text("").replace("-", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"byFactory", "byContext"})
    void whatIsSentInATransactionComesWithItsCommit(String how) {
        Web.Answer answer = app().call(how, Map.of("queue", queue(), "text", "committed ", "count", "3"));

        assertThat(answer).isEqualTo(new Web.Answer(200, "done"));
        assertThat(broker().receiveAll(queue(), 3)).containsExactly("committed 0", "committed 1", "committed 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"byFactory", "byContext"})
    void whatIsSentInATransactionThatIsRolledBackDoesNotCome(String how) {
        Web.Answer rolledBack =
                app().call(how, Map.of("queue", queue(), "text", "rolled back ", "count", "3", "rollback", "true"));
        Web.Answer committed = app().call(how, Map.of("queue", queue(), "text", "committed "));

        assertThat(rolledBack.succeeded()).as(rolledBack.text()).isTrue();
        assertThat(committed.succeeded()).as(committed.text()).isTrue();
        assertThat(broker().receiveAll(queue(), 1)).containsExactly("committed 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"byFactoryAlone", "byContextAlone"})
    void withoutATransactionWhatIsSentComesAtOnce(String how) {
        Web.Answer answer = app().call(how, Map.of("queue", queue(), "text", "alone ", "count", "2"));

        assertThat(answer).isEqualTo(new Web.Answer(200, "done"));
        assertThat(broker().receiveAll(queue(), 2)).containsExactly("alone 0", "alone 1");
    }

    @Test
    void whatIsReceivedInATransactionThatIsRolledBackComesAgain() {
        broker().send(queue(), "once more");

        Web.Answer first = app().call("receive", Map.of("queue", queue(), "rollback", "true"));
        Web.Answer second = app().call("receive", Map.of("queue", queue()));

        assertThat(first).isEqualTo(new Web.Answer(200, "once more"));
        assertThat(second).isEqualTo(new Web.Answer(200, "once more"));
        assertThat(broker().receiveAll(queue(), 0)).isEmpty();
    }

    @Test
    void aRowAndAMessageAreBothThereOrNeither() {
        Web.Answer rolledBack =
                app().call("rowAndMessage", Map.of("queue", queue(), "text", text("no"), "rollback", "true"));
        Web.Answer committed = app().call("rowAndMessage", Map.of("queue", queue(), "text", text("yes")));

        assertThat(rolledBack.succeeded()).as(rolledBack.text()).isTrue();
        assertThat(committed.succeeded()).as(committed.text()).isTrue();
        assertThat(app().entries(text(""))).singleElement().satisfies(entry -> assertThat(entry.text())
                .isEqualTo(text("yes")));
        assertThat(broker().receiveAll(queue(), 1)).containsExactly(text("yes") + "0");
    }

    @Test
    void aRequestFromABeanIsAnsweredByAnother() {
        Web.Answer answer = app().call("ask", "asked", text("question"));

        assertThat(answer).isEqualTo(new Web.Answer(200, text("question")));
    }

    @Test
    void tenThousandMessagesAreSentInOneTransaction() {
        int count = 10_000;

        Web.Answer answer = app().call("byFactory", Map.of("queue", queue(), "count", "" + count));

        assertThat(answer).isEqualTo(new Web.Answer(200, "done"));
        Set<String> all = IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.toSet());
        assertThat(broker().receiveAll(queue(), count)).hasSize(count).containsExactlyInAnyOrderElementsOf(all);
    }
}
