package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The help of all commands that there are: what each is for, what each option means, and examples that are taken as they stand. */
@Timeout(60)
class HelpTest {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"((?:[^\"\\\\]|\\\\.)*)\"|(&&|[|>])|(\\S+)");

    private final Captured terminal = new Captured();

    private static CommandLine all() {
        CommandLine root = new CommandLine(new Angarium.Root());
        Catalog.register(root, new Captured().terminal());
        root.setCaseInsensitiveEnumValuesAllowed(true);
        return root;
    }

    static Stream<String> commands() {
        return below(all()).map(CommandSpec::qualifiedName);
    }

    private static Stream<CommandSpec> below(CommandLine command) {
        return Stream.concat(
                Stream.of(command.getCommandSpec()),
                command.getSubcommands().values().stream().flatMap(HelpTest::below));
    }

    private static CommandSpec find(String name) {
        return below(all())
                .filter(spec -> spec.qualifiedName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void eachHasHelpOnStandardOutput(String name) {
        List<String> words = new ArrayList<>(List.of(name.split(" ")));
        words.remove(0);
        words.add("--help");
        assertThat(terminal.run(words.toArray(String[]::new))).isEqualTo(Angarium.OK);
        assertThat(terminal.out())
                .contains("Usage: " + name)
                .contains("Example")
                .contains("  angarium ");
        assertThat(terminal.err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void eachSaysWhatItIsForAndWhatItsOptionsMean(String name) {
        CommandSpec spec = find(name);
        assertThat(spec.usageMessage().description()).isNotEmpty();
        assertThat(spec.usageMessage().description()[0]).endsWith(".");
        assertThat(spec.args()).allSatisfy(argument -> assertThat(argument.description())
                .as(argument.paramLabel() + " of " + name)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).isNotBlank()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void eachHasExamplesThatAreTakenAsTheyStand(String name) {
        List<List<String>> examples = Arrays.stream(find(name).usageMessage().footer())
                .filter(line -> line.startsWith("  angarium "))
                .flatMap(line -> calls(line).stream())
                .toList();
        assertThat(examples)
                .anySatisfy(example -> assertThat(String.join(" ", example)).startsWith(name));
        for (List<String> example : examples) {
            if (!example.contains("COMMAND")) {
                all().parseArgs(example.subList(1, example.size()).toArray(String[]::new));
            }
        }
    }

    /** The calls of the tool in a line of shell. */
    private static List<List<String>> calls(String line) {
        List<List<String>> calls = new ArrayList<>(List.of(new ArrayList<>()));
        for (Matcher word = WORD.matcher(line); word.find(); ) {
            if (word.group(3) != null) {
                calls.add(new ArrayList<>());
            } else {
                calls.get(calls.size() - 1).add(unquoted(word));
            }
        }
        return calls.stream().filter(call -> call.get(0).equals("angarium")).toList();
    }

    private static String unquoted(Matcher word) {
        if (word.group(1) != null) {
            return word.group(1);
        }
        return word.group(2) != null ? word.group(2).replaceAll("\\\\(.)", "$1") : word.group();
    }
}
