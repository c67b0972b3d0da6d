package io.angarium.server.tool;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The three standard streams as the commands see them. Data goes out as UTF-8 whatever the locale, so that what {@code produce} read
 * {@code consume} writes.
 *
 * @param in standard input
 * @param out standard output, for data
 * @param err standard error, for what was done
 * @param inputIsTerminal somebody types
 * @param errorsOnTerminal somebody watches, so that a progress bar makes sense
 */
record Terminal(InputStream in, OutputStream out, PrintStream err, boolean inputIsTerminal, boolean errorsOnTerminal) {

    /** The streams of this process. */
    static Terminal system() {
        return new Terminal(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                isTerminal(0),
                isTerminal(2));
    }

    /** One line about what was done. */
    void say(String line) {
        err.println(line);
    }

    /** Data, at once. */
    void print(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Where help goes when it was asked for. */
    PrintWriter helpWriter() {
        return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
    }

    PrintWriter errWriter() {
        return new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true);
    }

    void flush() {
        err.flush();
        try {
            out.flush();
        } catch (IOException e) {
            err.println("standard output is closed: " + e.getMessage());
        }
    }

    /**
     * Asks for a secret without showing it.
     *
     * @return null if nobody can be asked
     */
    @SuppressWarnings("SystemConsoleNull") // from JDK 22 on it is there always, and then reads standard input
    @Nullable
    String askSecret(String question) {
        Console console = System.console();
        if (console == null) {
            return null;
        }
        char[] answer = console.readPassword("%s: ", question);
        return answer == null ? null : new String(answer);
    }

    /** Linux names what a descriptor is; elsewhere the console stands for all three, from JDK 22 on too often. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        if (!Files.exists(Path.of("/proc/self/fd"))) {
            return System.console() != null;
        }
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false; // closed
        }
    }
}
