package io.angarium.server.tool;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The executable's main class: {@code java -jar angarium.jar COMMAND …}. */
public final class Angarium {
    /** Status of a command that did what it was told. */
    static final int OK = 0;
    /** Status of a command that failed. */
    static final int FAILED = 1;
    /** Status of a command line that makes no sense. */
    static final int USAGE = 2;
    /** Status of a broker whose memory was used up, as of a JVM with {@code -XX:+ExitOnOutOfMemoryError}. */
    static final int NO_MEMORY = 3;

    private final Terminal terminal;

    Angarium(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Runs one command and ends the process with its status: 0 done, 1 failed, 2 wrong usage, 3 no memory for a broker. */
    public static void main(String[] args) {
        Terminal terminal = Terminal.system();
        int status = new Angarium(terminal).run(args);
        terminal.flush();
        System.exit(status);
    }

    /** Runs one command. */
    int run(String... args) {
        CommandLine root = new CommandLine(new Root());
        Catalog.register(root, terminal, args);
        ErrorLines errors = new ErrorLines(terminal, args);
        root.setOut(terminal.helpWriter());
        root.setErr(terminal.errWriter());
        root.setParameterExceptionHandler(errors);
        root.setExecutionExceptionHandler(errors);
        root.setUsageHelpAutoWidth(true);
        root.setUsageHelpLongOptionsMaxWidth(34);
        root.setCaseInsensitiveEnumValuesAllowed(true);
        return root.execute(args);
    }

    /** The command above the commands: prints help, as there is nothing to do without a command. */
    @Command(
            name = "angarium",
            versionProvider = Version.class,
            description = "Jakarta Messaging broker and its tools.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "Examples:",
                "  angarium serve --data ./data",
                "  angarium produce --queue orders --file orders.csv",
                "  angarium consume --queue orders --count 10",
                "  angarium COMMAND --help",
                "",
                "where 'angarium' stands for 'java -jar angarium.jar'."
            })
    static final class Root implements Runnable {
        @CommandLine.Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help.")
        boolean help;

        @CommandLine.Option(
                names = {"-V", "--version"},
                versionHelp = true,
                description = "Show the version.")
        boolean version;

        @CommandLine.Spec
        CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

        @Override
        public void run() {
            if (spec != null) {
                spec.commandLine().usage(spec.commandLine().getOut());
            }
        }
    }
}
