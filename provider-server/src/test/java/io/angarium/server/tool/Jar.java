package io.angarium.server.tool;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs {@code angarium.jar} in child processes, as a user would. */
final class Jar {
    private static final Path FILE = Path.of("target", "angarium.jar").toAbsolutePath();
    private static final Pattern READY =
            Pattern.compile("angarium \\S+ ready on (\\S+):(\\d+), data .*, (\\d+) messages recovered in (\\d+) ms");
    private static final long SECONDS = 60;

    private final Path folder;

    /** @param folder for what the processes write on standard error */
    Jar(Path folder) {
        this.folder = folder;
    }

    /** What a command that ended left. */
    record Result(int status, String out, String err) {}

    /** A broker that runs. */
    record Serving(Process process, int port, long recovered) implements AutoCloseable {
        String url() {
            return "angarium://localhost:" + port;
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        /** SIGTERM; the exit status. */
        int terminate() throws InterruptedException {
            process.destroy();
            return process.waitFor(SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** Runs a command to its end. */
    Result run(String input, String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), input, arguments);
    }

    /** Runs a command with variables in its environment. */
    Result run(Map<String, String> variables, String input, String... arguments)
            throws IOException, InterruptedException {
        Path errors = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder = builder(errors, List.of(), arguments);
        builder.environment().putAll(variables);
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the command did not end");
        }
        return new Result(process.exitValue(), out, Files.readString(errors));
    }

    private static ProcessBuilder builder(Path errors, List<String> jvmOptions, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", FILE.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    }

    /** What its brokers write on standard error. */
    Path log() {
        return folder.resolve("serve.txt");
    }

    /** Starts a broker and waits for its ready line. */
    Serving serve(Path data, int port, String... jvmOptions) throws IOException {
        String[] arguments = {
            "serve", "--data", data.toString(), "--host", "localhost", "--port", Integer.toString(port)
        };
        Process process = builder(log(), List.of(jvmOptions), arguments).start();
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        String line = reader.readLine();
        Matcher ready = READY.matcher(line == null ? "" : line);
        if (!ready.matches()) {
            process.destroyForcibly();
            throw new AssertionError("no ready line but: " + line);
        }
        return new Serving(process, Integer.parseInt(ready.group(2)), Long.parseLong(ready.group(3)));
    }
}
