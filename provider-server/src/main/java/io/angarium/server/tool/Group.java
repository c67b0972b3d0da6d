package io.angarium.server.tool;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only holds others: alone it is a wrong usage. */
abstract class Group implements Runnable {
    @Mixin
    final CommonOptions common = new CommonOptions();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            CommandLine command = spec.commandLine();
            throw new ParameterException(
                    command,
                    "missing command; there are "
                            + String.join(", ", spec.subcommands().keySet()));
        }
    }
}
