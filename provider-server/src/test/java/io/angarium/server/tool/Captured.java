package io.angarium.server.tool;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A terminal whose output is kept. */
final class Captured {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal;

    Captured() {
        this("");
    }

    Captured(String input) {
        this(input.getBytes(StandardCharsets.UTF_8));
    }

    Captured(byte[] input) {
        terminal = new Terminal(
                new ByteArrayInputStream(input), out, new PrintStream(err, true, StandardCharsets.UTF_8), false, false);
    }

    Terminal terminal() {
        return terminal;
    }

    int run(String... args) {
        return new Angarium(terminal).run(args);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
