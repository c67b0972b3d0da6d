package io.angarium.server.tool;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever goes wrong into one line on standard error; the stack trace only with {@code --verbose}. */
final class ErrorLines implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Terminal terminal;
    private final boolean verbose;

    ErrorLines(Terminal terminal, String... args) {
        this.terminal = terminal;
        this.verbose = Arrays.asList(args).contains("--verbose");
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        List<String> unknown = e instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched()
                : e.getCommandLine().getUnmatchedArguments();
        String problem = !unknown.isEmpty()
                ? unmatched(unknown.get(0), command)
                : decapitalise(Failures.oneLine(e.getMessage()));
        terminal.say(name(command) + ": " + problem + "; see '" + command.qualifiedName() + " --help'");
        return Angarium.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        if (Failures.readerHasEnough(e)) {
            return Angarium.FAILED; // as in "consume | head"
        }
        terminal.say(name(command.getCommandSpec()) + ": " + Failures.explain(e, verbose));
        if (verbose) {
            e.printStackTrace(terminal.err());
        }
        return e instanceof UsageException ? Angarium.USAGE : Angarium.FAILED;
    }

    private static String name(CommandSpec command) {
        return command.qualifiedName();
    }

    private static String unmatched(String argument, CommandSpec command) {
        boolean option = argument.startsWith("-");
        String word = option && argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
        Set<String> known =
                option ? command.optionsMap().keySet() : command.subcommands().keySet();
        String kind = option ? "unknown option " : known.isEmpty() ? "unexpected argument " : "unknown command ";
        String hint = Nearest.of(word, known)
                .map(near -> ", did you mean " + near + "?")
                .orElse("");
        return kind + word + hint;
    }

    private static String decapitalise(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
