package io.angarium.server.tool;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends one message a line. */
@Command(
        name = "produce",
        description = "Send messages: one a line from standard input or a file, or generated ones.",
        footer = {
            "",
            "Examples:",
            "  cat orders.csv | angarium produce --queue orders",
            "  angarium produce --queue orders --file orders.csv --count 20000 --rate 500",
            "  angarium produce --topic prices --size 1k --count 100000 --non-persistent",
            "  echo hello | angarium produce -q greetings -p urgent:boolean=true --ttl 10m"
        })
final class ProduceCommand implements Callable<Integer> {
    private static final int WINDOW = 1_000;

    private final Terminal terminal;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Mixin
    final ConnectOptions broker = new ConnectOptions();

    @Mixin
    final DestinationOptions destination = new DestinationOptions();

    @Mixin
    final MessageOptions options = new MessageOptions();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Read the lines from this file; with --count again and again.")
    @Nullable
    Path file;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Send at most so many messages.")
    long count = Meter.UNKNOWN;

    @Option(
            names = {"-s", "--size"},
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Generate bodies of this size instead of reading them; needs --count.")
    @Nullable
    Integer size;

    @Option(
            names = {"-r", "--rate"},
            paramLabel = "N",
            description = "Messages per second (default: as fast as they are confirmed).")
    double rate;

    @Option(names = "--async", description = "Do not wait for each confirmation before the next send.")
    boolean async;

    ProduceCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws JMSException, IOException, InterruptedException {
        validate();
        DestinationOptions.DestinationName name = destination.name();
        try (BodySource bodies = bodies();
                Connection connection = broker.connect(common)) {
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(name.of(session));
            options.applyTo(producer);
            Sender sender = async ? new Sender.Pipelined(producer, WINDOW) : new Sender.Blocking(producer);
            Meter meter = new Meter(terminal, "sent", count, System::nanoTime);
            try (meter) {
                sendAll(session, bodies, sender, meter);
            } catch (JMSException e) {
                throw new ToolException(
                        sender.confirmed() + " messages to " + name + " were confirmed, then: "
                                + Failures.explain(e, common.verbose),
                        e);
            } catch (CharacterCodingException e) {
                sender.finish();
                throw new ToolException(
                        sender.confirmed() + " messages to " + name + " were confirmed, then: line "
                                + (sender.confirmed() + 1)
                                + " is not UTF-8; send lines as they are with --binary, or convert them first",
                        e);
            }
            terminal.say("sent to " + name + ": " + meter.summary("message"));
        }
        return Angarium.OK;
    }

    private void sendAll(Session session, BodySource bodies, Sender sender, Meter meter)
            throws JMSException, IOException, InterruptedException {
        Pace pace = Pace.of(rate);
        for (long sent = 0; sent != count; sent++) {
            byte[] body = bodies.next();
            if (body == null) {
                break;
            }
            pace.await();
            sender.send(options.message(session, body));
            meter.to(sent + 1);
        }
        sender.finish();
    }

    private void validate() {
        options.validate();
        if (size != null && count < 0) {
            throw new UsageException("--size needs --count: how many messages are to be generated?");
        }
        if (size != null && file != null) {
            throw new UsageException("--size and --file exclude each other");
        }
        if (!(rate >= 0)) { // NaN is refused too
            throw new UsageException("--rate takes 0 or more messages per second, not " + rate);
        }
    }

    private BodySource bodies() throws IOException {
        if (size != null) {
            return BodySource.generated(size);
        }
        if (file != null) {
            if (Files.isDirectory(file)) {
                throw new UsageException(file + " is a folder; --file takes a file");
            }
            return count < 0 ? BodySource.lines(Files.newInputStream(file)) : BodySource.cycle(file);
        }
        if (terminal.inputIsTerminal()) {
            terminal.say("type one message a line; Ctrl-D ends");
        }
        return BodySource.lines(terminal.in());
    }
}
