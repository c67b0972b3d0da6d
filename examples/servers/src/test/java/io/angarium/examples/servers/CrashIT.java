package io.angarium.examples.servers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The server dies between prepare and commit, and its recovery ends what it had begun. */
class CrashIT extends ServerBased {
    @Test
    void aTransactionThatWasPreparedIsCommittedAfterTheServersRestart() {
        String queue = "crash-" + text("").replace("-", "");

        Application.Answer answer = app().call("halt", queue, text(""));
        assertThat(answer.status()).as(answer.text()).isZero();
        assertThat(broker().receive(queue, 1, 1_000)).as("in doubt").isEmpty();

        stopTheDead();
        servers().start(SERVER);

        assertThat(broker().receive(queue, 1, 180_000)).containsExactly(text("0"));
        assertThat(broker().receive(queue, 1, 1_000)).isEmpty();
    }

    /** Arquillian has to be told; what it says about a process that is gone differs by server. */
    private void stopTheDead() {
        try {
            servers().kill(SERVER);
        } catch (RuntimeException e) {
            System.out.println("the server is gone already: " + e.getMessage());
        }
    }
}
