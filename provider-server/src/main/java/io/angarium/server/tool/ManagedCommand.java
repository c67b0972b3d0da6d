package io.angarium.server.tool;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** A command that is one management request. */
abstract class ManagedCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final String operation;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Mixin
    final ConnectOptions broker = new ConnectOptions();

    @Mixin
    final OutputOptions output = new OutputOptions();

    /** @param operation its name on the wire */
    ManagedCommand(Terminal terminal, String operation) {
        this.terminal = terminal;
        this.operation = operation;
    }

    /** The operation's arguments; null values are left out. */
    Map<String, @Nullable Object> arguments() {
        return Map.of();
    }

    /** Writes the answer. */
    abstract void show(Terminal to, List<Map<String, Object>> rows) throws IOException;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<String, Object> given = new LinkedHashMap<>();
        arguments().forEach((name, value) -> {
            if (value != null) {
                given.put(name, value);
            }
        });
        try (ManagementClient client = broker.manage(common)) {
            show(terminal, client.ask(operation, given));
        }
        return Angarium.OK;
    }
}
