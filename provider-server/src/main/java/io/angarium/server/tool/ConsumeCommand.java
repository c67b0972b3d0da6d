package io.angarium.server.tool;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Receives messages and writes one a line. */
@Command(
        name = "consume",
        description = "Receive messages and write them to standard output, one a line.",
        footer = {
            "",
            "Examples:",
            "  angarium consume --queue orders",
            "  angarium consume --queue orders --count 100 --timeout 10s --ack client",
            "  angarium consume --queue films --count 1 --save film.mp4",
            "  angarium consume --queue orders --selector \"country = 'DE'\" --json",
            "  angarium consume --topic prices --durable --name archive --client-id desk1",
            "  angarium consume --topic prices --shared --name screens"
        })
final class ConsumeCommand implements Callable<Integer> {
    private static final long SLICE_MILLIS = 1_000;

    /** When a message counts as received. */
    enum Ack {
        /** When it has been handed over. */
        AUTO(Session.AUTO_ACKNOWLEDGE),
        /** When it has been written. */
        CLIENT(Session.CLIENT_ACKNOWLEDGE),
        /** Soon after it has been handed over; some may come twice after a failure. */
        DUPS(Session.DUPS_OK_ACKNOWLEDGE),
        /** When it has been written and the transaction is committed. */
        TRANSACTED(Session.SESSION_TRANSACTED);

        private final int mode;

        Ack(int mode) {
            this.mode = mode;
        }
    }

    private final Terminal terminal;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Mixin
    final ConnectOptions broker = new ConnectOptions();

    @Mixin
    final DestinationOptions destination = new DestinationOptions();

    @Mixin
    final SubscriptionOptions subscription = new SubscriptionOptions();

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Stop after so many messages.")
    long count = Meter.UNKNOWN;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Stop when no message has come for so long, such as 10s (default: never).")
    @Nullable
    Duration timeout;

    @Option(names = "--selector", paramLabel = "TEXT", description = "Take only messages that match.")
    @Nullable
    String selector;

    @Option(
            names = "--ack",
            paramLabel = "MODE",
            description = "When a message counts as received: auto (default), client, dups or transacted.")
    Ack ack = Ack.AUTO;

    @Option(names = "--json", description = "Write headers, properties and body as one JSON object a line.")
    boolean json;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Write the body of one message (--count 1), of any length, to a new file, as it is.")
    @Nullable
    Path save;

    ConsumeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws JMSException, IOException, InterruptedException {
        DestinationOptions.DestinationName name = destination.name();
        subscription.validate(name);
        if (save != null && (count != 1 || json)) {
            throw new UsageException(
                    "--save FILE takes the body of one message: use it with --count 1, without --json");
        }
        try (Connection connection = broker.connect(common);
                StopSignal stop = StopSignal.install()) {
            subscription.identify(connection);
            Ack mode = save != null && ack != Ack.TRANSACTED ? Ack.CLIENT : ack; // received when it is in the file
            Session session = connection.createSession(mode.mode);
            MessageConsumer consumer = subscription.consumer(session, name, selector);
            connection.setExceptionListener(e -> stop.fail(e));
            connection.start();
            Meter meter = new Meter(quietOnTerminal(), "received", count, System::nanoTime);
            receiveAll(session, consumer, meter, stop, mode);
            terminal.say("received from " + name + ": " + meter.summary("message"));
            return enough(meter) ? Angarium.OK : Angarium.FAILED;
        }
    }

    private void receiveAll(Session session, MessageConsumer consumer, Meter meter, StopSignal stop, Ack mode)
            throws JMSException, IOException {
        try (meter) {
            while (meter.done() != count) {
                Message message = next(consumer, stop);
                if (message == null) {
                    break;
                }
                if (save == null) {
                    terminal.print((json ? MessageLine.json(message) : MessageLine.body(message)) + "\n");
                } else {
                    SavedBody.write(message, save);
                }
                confirm(session, message, mode);
                meter.step();
            }
        }
    }

    /** The next message, or null when it is time to stop. */
    private @Nullable Message next(MessageConsumer consumer, StopSignal stop) throws JMSException {
        long deadline = timeout == null ? Long.MAX_VALUE : System.nanoTime() + timeout.toNanos();
        while (!stop.requested()) {
            long left = timeout == null ? SLICE_MILLIS : (deadline - System.nanoTime()) / 1_000_000;
            Message message = left > 0 ? consumer.receive(Math.min(left, SLICE_MILLIS)) : consumer.receiveNoWait();
            stop.check();
            if (message != null || left <= 0) {
                return message;
            }
        }
        return null;
    }

    private static void confirm(Session session, Message message, Ack mode) throws JMSException {
        if (mode == Ack.CLIENT) {
            message.acknowledge();
        } else if (mode == Ack.TRANSACTED) {
            session.commit();
        }
    }

    /** A bar would get in between the messages when both go to the same terminal. */
    private Terminal quietOnTerminal() {
        return new Terminal(terminal.in(), terminal.out(), terminal.err(), terminal.inputIsTerminal(), false);
    }

    private boolean enough(Meter meter) {
        if (count >= 0 && meter.done() < count) {
            terminal.say("only " + meter.done() + " of " + count + " messages came in time");
            return false;
        }
        return true;
    }
}
