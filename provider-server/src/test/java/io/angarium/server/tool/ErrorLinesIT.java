package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on a new user's way is one line that says what to do. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ErrorLinesIT {
    @TempDir
    Path folder;

    private void assertFails(String line, String... arguments) throws IOException, InterruptedException {
        Jar.Result result = new Jar(folder).run("", arguments);
        assertThat(result.err()).isEqualTo(line + "\n");
        assertThat(result.out()).isEmpty();
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void aTakenPort() throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            assertFails(
                    "angarium serve: port " + taken.getLocalPort() + " on localhost is taken; stop the program that"
                            + " has it, or choose another with --port",
                    "serve",
                    "--data",
                    folder.resolve("data").toString(),
                    "--port",
                    Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void aDataFolderInUse() throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        try (Jar.Serving broker = new Jar(folder).serve(data, 0)) {
            Jar.Result result = new Jar(folder).run("", "serve", "--data", data.toString(), "--port", "0");
            assertThat(result.err())
                    .startsWith("angarium serve: ")
                    .contains("is in use by process " + broker.process().pid())
                    .hasLineCount(1);
            assertThat(result.status()).isEqualTo(1);
        }
    }

    @Test
    void aDataFolderThatIsAFile() throws IOException, InterruptedException {
        Path file = Files.createFile(folder.resolve("file"));
        assertFails(
                "angarium serve: " + file + " is a file; choose a folder with --data", "serve", "--data", file + "");
    }

    @Test
    void anUnknownKeyInTheConfiguration() throws IOException, InterruptedException {
        Path config = Files.writeString(folder.resolve("c.yaml"), "listen:\n  prot: 5\n");
        Jar.Result result =
                new Jar(folder).run("", "serve", "--data", folder.resolve("data") + "", "--config", config + "");
        assertThat(result.err())
                .startsWith("angarium serve: ")
                .contains("prot")
                .contains("port")
                .hasLineCount(1);
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void noBroker() throws IOException, InterruptedException {
        String url = "angarium://localhost:1";
        String line =
                "no broker at " + url + "; start one with 'angarium serve --data DIR', or give its address with --url";
        assertFails("angarium consume: " + line, "consume", "orders", "--url", url);
        assertFails("angarium queue list: " + line, "queue", "list", "--url", url);
    }

    @Test
    void anUnknownHost() throws IOException, InterruptedException {
        String url = "angarium://nowhere.invalid:7171";
        String line = "unknown host in " + url + "; check the name in --url";
        assertFails("angarium produce: " + line, "produce", "orders", "--url", url);
        assertFails("angarium queue list: " + line, "queue", "list", "--url", url);
    }

    @Test
    void aWrongPassword() throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        Jar jar = new Jar(folder);
        Map<String, String> right = Map.of("ANGARIUM_PASSWORD", "right");
        assertThat(jar.run(right, "", "user", "add", "ann", "--admin", "--data", data + "")
                        .status())
                .isZero();
        assertThat(jar.run("", "user", "list", "--data", data + "").out())
                .contains("ann")
                .contains("admin");
        try (Jar.Serving broker = jar.serve(data, 0)) {
            String line = "the broker refused the user name or password;"
                    + " check --user and --password (or ANGARIUM_PASSWORD)";
            String[] list = {"queue", "list", "--user", "ann", "--url", broker.url()};
            assertThat(jar.run(right, "", list).status()).isZero();
            Map<String, String> wrong = Map.of("ANGARIUM_PASSWORD", "wrong");
            assertThat(jar.run(wrong, "", list).err()).isEqualTo("angarium queue list: " + line + "\n");
            Jar.Result consumed = jar.run(wrong, "", "consume", "a", "--user", "ann", "--url", broker.url());
            assertThat(consumed.err()).isEqualTo("angarium consume: " + line + "\n");
            assertThat(consumed.status()).isEqualTo(1);
        }
    }

    @Test
    void aBadSelectorAndAnUnknownQueue() throws IOException, InterruptedException {
        try (Jar.Serving broker = new Jar(folder).serve(folder.resolve("data"), 0)) {
            Jar.Result selector =
                    new Jar(folder).run("", "consume", "orders", "--selector", "a = ", "--url", broker.url());
            assertThat(selector.err())
                    .startsWith("angarium consume: the selector is not valid: ")
                    .hasLineCount(1);
            assertThat(selector.status()).isEqualTo(1);
            assertFails(
                    "angarium queue show: queue 'nix' does not exist", "queue", "show", "nix", "--url", broker.url());
        }
    }
}
