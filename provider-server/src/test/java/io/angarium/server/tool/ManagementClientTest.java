package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a broker in this JVM that ends with the client. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ManagementClientTest {
    private static final String BROKER = "vm://management-client";

    @Test
    void oneConnectionAnswersManyQuestions() throws InterruptedException {
        try (ManagementClient client = ManagementClient.open(BROKER, null, null)) {
            for (int i = 0; i < 50; i++) {
                client.ask("queue.create", Map.of("name", "q" + i));
            }
            assertThat(client.ask("queue.list", Map.of())).hasSize(50);
        }
    }

    @Test
    void aRefusalIsItsReasonAndTheNextQuestionIsAnswered() throws InterruptedException {
        try (ManagementClient client = ManagementClient.open(BROKER, null, null)) {
            assertThatThrownBy(() -> client.ask("queue.show", Map.of("name", "nix")))
                    .isInstanceOf(ToolException.class)
                    .hasMessageContaining("nix");
            assertThatThrownBy(() -> client.ask("no.such", Map.of())).isInstanceOf(ToolException.class);
            assertThat(client.ask("broker.status", Map.of())).hasSize(1);
        }
    }

    @Test
    void aBrokerThatIsNotThereIsOneLine() {
        assertThatThrownBy(() -> ManagementClient.open("angarium://localhost:1", null, null))
                .isInstanceOf(ToolException.class)
                .hasMessageStartingWith("no broker at angarium://localhost:1");
    }
}
