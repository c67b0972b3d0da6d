package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.Broker;
import io.angarium.server.config.ConfigFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pages of policies: their configuration is one, and their commands do what they say. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class PolicyPagesIT {
    private static final Pattern BLOCK = Pattern.compile("```bash\n(.*?)```", Pattern.DOTALL);
    private static final Pattern HERE = Pattern.compile("<<END\n(.*?)END\n", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private static List<String> blocks(String page) {
        List<String> blocks = new ArrayList<>();
        try {
            Matcher matcher = BLOCK.matcher(Files.readString(Path.of("../docs/" + page)));
            while (matcher.find()) {
                blocks.add(matcher.group(1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return blocks;
    }

    /** Starts a broker as the first block of a page has it, on a free port, and runs the second; returns what that writes. */
    private String run(String page) throws IOException, InterruptedException {
        List<String> blocks = blocks(page);
        assertThat(blocks).hasSize(2);
        Matcher here = HERE.matcher(blocks.get(0));
        assertThat(here.find()).isTrue();
        Path config = folder.resolve("config.yaml");
        Files.writeString(config, here.group(1).replace("7272", "0"));
        try (Broker broker = Broker.start(ConfigFile.read(config, folder.resolve("data")))) {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            String script = "angarium() { " + java + " -XX:TieredStopAtLevel=1 -Xmx64m -cp \"$CP\" "
                    + Angarium.class.getName() + " \"$@\"; }\n"
                    + blocks.get(1).replace(":7272", ":" + broker.port());
            Path out = folder.resolve("out.txt");
            ProcessBuilder shell = new ProcessBuilder("bash", "-c", script)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            shell.environment().put("CP", System.getProperty("java.class.path"));
            Process process = shell.start();
            try {
                assertThat(process.waitFor(200, TimeUnit.SECONDS))
                        .as(Files.readString(out))
                        .isTrue();
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            assertThat(process.exitValue()).as(Files.readString(out)).isZero();
            return Files.readString(out);
        }
    }

    @Test
    void thePageOfLimits() throws Exception {
        String out = run("limits.md");
        assertThat(out)
                .contains("queue 'orders' is full: it has 3 messages", "refused, as it should be")
                .contains("price 3", "price 4", "price 5", "item 4", "item 5")
                .doesNotContain("price 1\n", "item 1\n")
                .containsPattern("diverted +2\n")
                .containsPattern("full +limits.messages is 3\n")
                .containsPattern("limits.messages +3 +destinations.\"orders\"");
    }

    @Test
    void thePageOfKeptTopics() throws Exception {
        String out = run("kept-topics.md");
        assertThat(out)
                .contains("price 3\nprice 4\nprice 5\n")
                .doesNotContain("price 1\n", "price 2\n")
                .containsPattern("kept +3\n")
                .containsPattern("keptDropped +2\n")
                .containsPattern("keep.messages +3 +destinations.\"prices\"");
        assertThat(Files.readAllLines(folder.resolve("last.txt"))).containsExactly("price 5");
    }

    @Test
    void thePageOfLastValues() throws Exception {
        assertThat(run("last-value.md"))
                .contains("iron 1", "gold 2", "gold 4\niron 5\n")
                .doesNotContain("gold 1", "gold 3")
                .containsPattern("replaced +1\n");
    }

    @Test
    void thePageOfReadingWithoutTakingAway() throws Exception {
        String out = run("non-destructive.md");
        for (String file : List.of("first.txt", "second.txt")) {
            assertThat(Files.readAllLines(folder.resolve(file))).containsExactly("item 2", "item 3", "item 4");
        }
        assertThat(out).containsPattern("messages +3\n").containsPattern("dropped +1\n");
    }

    @Test
    void thePageOfExclusiveConsumers() throws Exception {
        run("exclusive-consumers.md");
        assertThat(Files.readAllLines(folder.resolve("first.txt"))).containsExactly("job 1", "job 2", "job 3", "job 4");
        assertThat(Files.readAllLines(folder.resolve("second.txt")))
                .containsExactly("job 5", "job 6", "job 7", "job 8");
    }

    @Test
    void thePageOfMessageGroups() throws Exception {
        String out = run("message-groups.md");
        assertThat(List.of(
                        Files.readAllLines(folder.resolve("first.txt")),
                        Files.readAllLines(folder.resolve("second.txt"))))
                .containsExactlyInAnyOrder(
                        List.of("red 1", "red 2", "red 3", "red 4"), List.of("blue 1", "blue 2", "blue 3", "blue 4"));
        assertThat(out).containsPattern("group 'red' +of consumer").containsPattern("group 'blue' +of consumer");
    }

    @Test
    void thePageOfPartitions() throws Exception {
        String out = run("partitions.md");
        assertThat(Files.readAllLines(folder.resolve("first.txt"))).containsExactly("a 1", "a 2", "h 1", "h 2");
        assertThat(Files.readAllLines(folder.resolve("second.txt"))).containsExactly("b 1", "b 2", "c 1", "c 2");
        assertThat(out).containsPattern("consumer \\d+ of connection \\d+ .*has 2 partitions");
    }

    @Test
    void thePageOfThePriorityOfConsumers() throws Exception {
        run("consumer-priority.md");
        assertThat(Files.readAllLines(folder.resolve("main.txt"))).containsExactly("job 1", "job 2", "job 3", "job 4");
        assertThat(Files.readAllLines(folder.resolve("spare.txt"))).containsExactly("job 5", "job 6");
    }

    @Test
    void thePageOfSlowConsumers() throws Exception {
        String out = run("slow-consumers.md");
        assertThat(out)
                .contains("jobs 1\njobs 2\n", "mails 1\nmails 2\n")
                .containsPattern("slowConsumers +0\n")
                .containsPattern("slowDisconnected +1\n")
                .contains("destinations.\"mails\".consumers.slowAfter is 2s")
                .contains("messages of queue 'jobs'", "consumers.slow is disconnect");
    }

    @Test
    void thePageOfDeadLetters() throws Exception {
        assertThat(run("dead-letters.md"))
                .contains("queue:orders.eu", "1 messages discarded", "3 messages would be sent back")
                .contains("3 messages sent back")
                .doesNotContain("queue:orders.us");
    }

    @Test
    void thePageOfMessages() throws Exception {
        assertThat(run("messages.md"))
                .containsPattern("message in queue orders +waits +there is no consumer")
                .contains(
                        "1 messages moved", "3 messages exported", "3 messages would be deleted", "3 messages deleted")
                .containsPattern("orders +3 ")
                .containsPattern("orders.us +1 ");
    }

    @Test
    void thePageOfSchedules() throws Exception {
        String out = run("schedules.md");
        assertThat(out)
                .containsPattern("clock +[0-9TZ:-]+ +\\*/1 \\* \\* \\* \\* \\* Europe/Berlin")
                .containsPattern("(?s)tick\n.*tick\n.*tick\n.*cancelled +1\n.*cancelled +1\n");
        assertThat(out.substring(out.lastIndexOf('[')))
                .contains("\"queue\":\"cards\"", "2099-12-24T17:00:00Z")
                .doesNotContain("2099-05-01", "clock");
    }

    @Test
    void thePageOfRouting() throws Exception {
        assertThat(run("routing.md"))
                .contains("order 1\n")
                .containsPattern("alice +1 ")
                .containsPattern("audit +2 ")
                .containsPattern("bob +1 ")
                .containsPattern("everyone +0 ")
                .containsPattern("orders.eu +1 ")
                .containsPattern("vip +1 ")
                .containsPattern("routes.everyone +to queue:alice, queue:bob +all; they are not kept here");
    }

    @Test
    void thePageOfTasks() throws Exception {
        assertThat(run("tasks.md"))
                .contains("1 messages moved", "1 messages deleted", "order 3\n")
                .containsPattern("cancelled +1\n")
                .doesNotContain("order 1\n", "order 2\n");
    }
}
