package io.angarium.server.tool;

import io.angarium.server.schedule.Schedule;
import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How {@code produce} makes messages of its lines. */
final class MessageOptions {
    @Option(
            names = {"-p", "--property"},
            paramLabel = "NAME[:TYPE]=VALUE",
            converter = PropertyArgument.Converter.class,
            description = "A property; types: string (default), boolean, byte, short, int, long, float, double.")
    List<PropertyArgument> properties = new ArrayList<>();

    @Option(names = "--persistent", description = "Confirm when it is on disk; survive a restart (default).")
    boolean persistent;

    @Option(names = "--non-persistent", description = "Do not wait for the disk; may be lost with the broker.")
    boolean nonPersistent;

    @Option(names = "--binary", description = "Send BytesMessages with the bytes of the lines.")
    boolean binary;

    @Option(names = "--text", description = "Send TextMessages (default).")
    boolean text;

    @Option(names = "--priority", paramLabel = "0-9", description = "Priority (default: 4).")
    int priority = Message.DEFAULT_PRIORITY;

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Time to live, such as 10s (default: for ever).")
    Duration ttl = Duration.ZERO;

    @Option(
            names = "--delay",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Deliver not before this time has passed.")
    Duration delay = Duration.ZERO;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description =
                    "Deliver at this time, such as 2026-12-24T18:00:00+01:00, or again and again by a cron expression, such"
                            + " as '0 3 * * MON-FRI Europe/Berlin'.")
    @Nullable
    String at;

    @Option(names = "--type", paramLabel = "TYPE", description = "The header JMSType.")
    @Nullable
    String type;

    @Option(names = "--correlation-id", paramLabel = "ID", description = "The header JMSCorrelationID.")
    @Nullable
    String correlationId;

    /**
     * Checks what picocli cannot.
     *
     * @throws UsageException with a line for the user
     */
    void validate() {
        if (priority < 0 || priority > 9) {
            throw new UsageException("--priority takes 0 to 9, not " + priority);
        }
        if (persistent && nonPersistent) {
            throw new UsageException("--persistent and --non-persistent exclude each other");
        }
        if (text && binary) {
            throw new UsageException("--text and --binary exclude each other");
        }
    }

    void applyTo(MessageProducer producer) throws JMSException {
        producer.setDeliveryMode(nonPersistent ? DeliveryMode.NON_PERSISTENT : DeliveryMode.PERSISTENT);
        producer.setPriority(priority);
        producer.setTimeToLive(ttl.toMillis());
        producer.setDeliveryDelay(delay.toMillis());
    }

    /**
     * Makes a message of a line.
     *
     * @throws CharacterCodingException if it is to be text and is not UTF-8
     */
    Message message(Session session, byte[] line) throws JMSException, CharacterCodingException {
        Message message = binary ? bytes(session, line) : session.createTextMessage(text(line));
        for (PropertyArgument property : properties) {
            property.setOn(message);
        }
        if (at != null) {
            message.setStringProperty(Schedule.PROPERTY, at);
        }
        if (type != null) {
            message.setJMSType(type);
        }
        if (correlationId != null) {
            message.setJMSCorrelationID(correlationId);
        }
        return message;
    }

    private static BytesMessage bytes(Session session, byte[] line) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(line);
        return message;
    }

    /** Refuses what it would have to replace: a message that is not what came in is worse than none. */
    private static String text(byte[] line) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    }
}
