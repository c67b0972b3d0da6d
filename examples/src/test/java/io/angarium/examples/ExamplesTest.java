package io.angarium.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.JMSContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each example against a broker in this JVM. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExamplesTest {
    private static final String BROKER = "vm://examples";

    /** A broker that a link started lives as long as somebody is connected; the examples come and go. */
    private JMSContext keeper;

    @BeforeEach
    void keepTheBroker() {
        keeper = new AngariumConnectionFactory(BROKER).createContext();
    }

    @AfterEach
    void letTheBrokerGo() {
        keeper.close();
    }

    @Test
    void everyTaskIsDoneByOneWorker() throws InterruptedException, ExecutionException {
        assertThat(WorkQueue.run(BROKER)).hasSize(30).containsKeys(1, 30);
    }

    @Test
    void theDurableSubscriptionGetsAllAndTheSharedOneDividesThem() throws InterruptedException {
        PublishSubscribe.Received received = PublishSubscribe.run(BROKER);
        List<String> all = List.of("ACME 100", "ACME 101", "ACME 102", "ACME 103", "ACME 104", "ACME 105");
        assertThat(received.archive()).isEqualTo(all);
        List<String> divided = new ArrayList<>(received.screen1());
        divided.addAll(received.screen2());
        assertThat(divided).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void everyQuestionGetsItsAnswer() {
        assertThat(RequestReply.run(BROKER, List.of("one", "two"))).containsExactly("ONE", "TWO");
    }
}
