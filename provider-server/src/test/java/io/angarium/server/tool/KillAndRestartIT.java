package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way a new user tries it: serve, produce, kill, serve again, consume. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class KillAndRestartIT {
    @TempDir
    Path folder;

    private static List<String> lines(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "line " + i).toList();
    }

    @Test
    void whatWasProducedIsConsumedAfterTheBrokerWasKilledAndStartedAgain() throws IOException, InterruptedException {
        Jar jar = new Jar(folder);
        Path data = folder.resolve("data");
        int port;
        try (Jar.Serving first = jar.serve(data, 0)) {
            port = first.port();
            String input = lines(1, 200).stream().map(line -> line + "\n").collect(Collectors.joining());
            Jar.Result produced = jar.run(input, "produce", "--queue", "orders", "--url", first.url());
            assertThat(produced.err()).startsWith("sent to queue orders: 200 messages in ");
            assertThat(produced.status()).isZero();

            Jar.Result some =
                    jar.run("", "consume", "orders", "--count", "50", "--ack", "client", "--url", first.url());
            assertThat(some.out().lines()).containsExactlyElementsOf(lines(1, 50));
            first.kill();
        }
        try (Jar.Serving second = jar.serve(data, port)) {
            assertThat(second.recovered()).isEqualTo(150);
            Jar.Result browsed = jar.run("", "browse", "orders", "--count", "3", "--json", "--url", second.url());
            assertThat(browsed.out().lines()).hasSize(3).allMatch(line -> line.contains("\"body\":\"line 5"));

            Jar.Result rest = jar.run("", "consume", "orders", "--timeout", "2s", "--url", second.url());
            assertThat(rest.status()).isZero();
            assertThat(rest.out().lines()).containsExactlyElementsOf(lines(51, 200));

            Jar.Result queue = jar.run("", "queue", "list", "--json", "--url", second.url());
            assertThat(queue.out()).contains("\"name\":\"orders\"").contains("\"messages\":0");
            assertThat(second.terminate()).isEqualTo(143);
        }
        Jar.Result verified = jar.run("", "journal", "verify", "--data", data.toString());
        assertThat(verified.err()).startsWith("sound: ");
        assertThat(verified.out()).contains("closedInOrder  true");
        Jar.Result dumped = jar.run("", "journal", "dump", "--data", data.toString());
        assertThat(dumped.out().lines().filter(line -> line.contains(" MessageStored ")))
                .hasSize(200);
    }
}
