package io.angarium.server.tool;

import picocli.CommandLine.Option;

/** Options of every command. */
final class CommonOptions {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    /** Read by {@link ErrorLines} before anything is parsed. */
    @Option(names = "--verbose", description = "Log more, and show the stack trace of a failure.")
    boolean verbose;
}
