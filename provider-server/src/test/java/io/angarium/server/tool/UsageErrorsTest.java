package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class UsageErrorsTest {
    private final Captured terminal = new Captured();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serv | angarium: unknown command serv, did you mean serve?; see 'angarium --help'",
                "serve | angarium serve: missing required option: '--data=DIR'; see 'angarium serve --help'",
                "serve --dat x | angarium serve: unknown option --dat, did you mean --data?; see 'angarium serve --help'",
                "queue | angarium queue: missing command; there are list, show, explain, pause, resume, purge, create, delete;"
                        + " see 'angarium queue --help'",
                "queue lst | angarium queue: unknown command lst, did you mean list?; see 'angarium queue --help'",
                "produce --persistant | angarium produce: unknown option --persistant, did you mean --persistent?;"
                        + " see 'angarium produce --help'",
                "produce -q a --ttl 5y | angarium produce: invalid value for option '--ttl': '5y' is not a duration"
                        + " such as 500ms, 10s, 5m or 2h; see 'angarium produce --help'",
                "produce -q a --count -1 | angarium produce: invalid value for option '--count': '-1' is not a number from 0 on;"
                        + " see 'angarium produce --help'",
                "consume -q a -n -5 | angarium consume: invalid value for option '--count': '-5' is not a number from 0 on;"
                        + " see 'angarium consume --help'",
                "browse -q a --count x | angarium browse: invalid value for option '--count': 'x' is not a number from 0 on;"
                        + " see 'angarium browse --help'",
                "topic list extra | angarium topic list: unexpected argument extra; see 'angarium topic list --help'",
            })
    void aWrongCommandLineIsOneLineThatSaysWhatToDo(String arguments, String line) {
        assertThat(terminal.run(arguments.split(" "))).isEqualTo(Angarium.USAGE);
        assertThat(terminal.err()).isEqualTo(line + "\n");
        assertThat(terminal.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "produce | angarium produce: no destination; name one with --queue NAME or --topic NAME",
                "consume -q a -t b | angarium consume: more than one destination; name one with --queue NAME or --topic NAME",
                "produce -q a --priority 10 | angarium produce: --priority takes 0 to 9, not 10",
                "produce -q a --text --binary | angarium produce: --text and --binary exclude each other",
                "produce -q a --size 1k | angarium produce: --size needs --count: how many messages are to be generated?",
                "consume -q a --durable --name n | angarium consume: --durable and --shared belong to a topic;"
                        + " name it with --topic NAME",
                "consume -t a --shared | angarium consume: --durable and --shared need the subscription's name;"
                        + " give it with --name NAME",
                "consume -t a --name n | angarium consume: --name goes with --durable or --shared; say which",
                "consume -t a --durable --name n | angarium consume: a durable subscription that is not shared needs a"
                        + " client identifier; give one with --client-id ID, or add --shared",
                "browse -t a | angarium browse: a topic keeps nothing to browse; name a queue with --queue NAME",
                "produce -q a --rate -1 | angarium produce: --rate takes 0 or more messages per second, not -1.0",
                "produce -q a --rate NaN | angarium produce: --rate takes 0 or more messages per second, not NaN",
                "produce -q a --file . | angarium produce: . is a folder; --file takes a file",
                "serve --data x --port 70000 | angarium serve: --port takes 0 to 65535, not 70000",
                "journal verify | angarium journal verify: name one data folder: --data DIR",
                "bench send --producers 0 | angarium bench send: a load needs one producer and one consumer at least",
            })
    void optionsThatDoNotFitTogetherAreOneLineThatSaysWhatToDo(String arguments, String line) {
        assertThat(terminal.run(arguments.split(" "))).isEqualTo(Angarium.USAGE);
        assertThat(terminal.err()).isEqualTo(line + "\n");
    }

    @Test
    void whatIsNotThereIsAFailureAndNoWrongUsage() {
        assertThat(terminal.run("journal", "verify", "--data", "/nowhere/at/all"))
                .isEqualTo(Angarium.FAILED);
        assertThat(terminal.err())
                .isEqualTo("angarium journal verify: there is no journal in /nowhere/at/all;"
                        + " give a broker's data folder with --data\n");
    }

    @Test
    void aDataFolderThatCannotBeIsOneLineThatSaysWhatToDo(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path data = file.resolve("data");
        assertThat(terminal.run("serve", "--data", data.toString())).isEqualTo(Angarium.FAILED);
        assertThat(terminal.err())
                .startsWith("angarium serve: cannot make the data folder " + data + ": ")
                .endsWith("; choose another with --data\n");
    }

    @Test
    void aQueueHasAName() {
        assertThat(terminal.run("queue", "create", "")).isEqualTo(Angarium.USAGE);
        assertThat(terminal.err()).isEqualTo("angarium queue create: a queue's name is not empty\n");
    }

    @Test
    void theVersionIsOnStandardOutput() {
        assertThat(terminal.run("--version")).isEqualTo(Angarium.OK);
        assertThat(terminal.out()).startsWith("angarium 0.1.0");
    }

    @Test
    void withoutACommandThereIsHelp() {
        assertThat(terminal.run()).isEqualTo(Angarium.OK);
        assertThat(terminal.out()).contains("Commands:").contains("serve");
    }
}
