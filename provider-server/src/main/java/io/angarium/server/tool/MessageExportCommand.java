package io.angarium.server.tool;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes messages to a file, one a line, and leaves them where they are. */
@Command(
        name = "export",
        description = "Write messages to a file, from which 'message import' makes them again.",
        footer = {
            "",
            "They stay in the queue: 'message delete' removes them. Messages with Java objects are left out.",
            "",
            "Examples:",
            "  angarium message export orders --file orders.jsonl",
            "  angarium message export orders --where \"region = 'eu'\" > eu.jsonl"
        })
final class MessageExportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Mixin
    final ConnectOptions broker = new ConnectOptions();

    @Mixin
    final WhichMessages which = new WhichMessages();

    @Mixin
    final RateOption rate = new RateOption();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Write to this file, which must not be there (default: standard output).")
    @Nullable
    Path file;

    @Option(names = "--dry-run", description = "Write nothing: say how many messages it would be.")
    boolean dryRun;

    private long leftOut;

    MessageExportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws JMSException, IOException, InterruptedException {
        try (Connection connection = broker.connect(common)) {
            connection.start();
            Session session = connection.createSession();
            long exported;
            if (dryRun) {
                exported = export(session, line -> {});
            } else if (file == null) {
                exported = export(session, terminal::print);
            } else {
                try (NewFile out = new NewFile(file)) {
                    exported = export(session, out::write);
                    out.complete();
                }
            }
            terminal.say(exported
                    + (dryRun ? " messages would be exported" : " messages exported")
                    + (leftOut == 0 ? "" : ", " + leftOut + " left: they have Java objects"));
        }
        return Angarium.OK;
    }

    /** Takes the lines. */
    private interface Lines {
        void write(String line) throws IOException;
    }

    private long export(Session session, Lines out) throws JMSException, IOException, InterruptedException {
        Pace pace = rate.pace();
        long all = which.browse(session, which.where, message -> {
            if (!MessageRecord.writable(message)) {
                leftOut++;
            } else if (!dryRun) {
                pace.await();
                out.write(MessageRecord.write(message) + "\n");
            }
        });
        return all - leftOut;
    }
}
