package io.angarium.examples.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

/** The server dies between prepare and commit, and its recovery ends what it had begun. */
class CrashIT extends ApplicationBased {
    @Override
    boolean wantsBroker() {
        if (Surroundings.server().wantsAllResources() && servers().isStarted(SERVER)) {
            servers().stop(SERVER); // with the classes before it has worked with other applications
        }
        return true;
    }

    @Test
    void aTransactionThatWasPreparedIsCommittedAfterTheServersRestart() {
        assumeTrue(Surroundings.server().recovers(), "this server has no recovery, see its page");
        String queue = "crash-" + text("").replace("-", "");

        Web.Answer answer = app().call(Surroundings.server().crash(), queue, text(""));
        assertThat(answer.status()).as(answer.text()).isZero();
        assertThat(broker().receiveAll(queue, 0)).as("in doubt").isEmpty();

        stopTheDead();
        servers().start(SERVER);
        Surroundings.server().startAgain();

        assertThat(broker().receive(queue, 1, 180_000)).containsExactly(text("0"));
        assertThat(broker().receiveAll(queue, 0)).isEmpty();
    }

    /** Arquillian has to be told, until it believes it; what it says about a process that is gone differs by server. */
    private void stopTheDead() {
        attempt(() -> servers().kill(SERVER));
        if (servers().isStarted(SERVER)) {
            attempt(() -> servers().stop(SERVER));
        }
        assertThat(servers().isStarted(SERVER)).isFalse();
    }

    private static void attempt(Runnable end) {
        try {
            end.run();
        } catch (Exception e) { // Arquillian throws checked ones that its methods do not declare
            System.out.println("the server is gone already: " + e.getMessage());
        }
    }
}
