package io.angarium.server.tool;

import io.angarium.wire.EncodedMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A name by which the broker knows a run again, so that one that was cut off can be repeated and nothing is sent twice. */
final class OnceOption {
    @Option(
            names = "--as",
            paramLabel = "NAME",
            description =
                    "A name for this run: repeated under the same name within a day, it goes on where it was cut off,"
                            + " and nothing comes twice.")
    @Nullable
    String name;

    /** Gives a message the key that it is known by in this run, if that has a name. */
    void mark(Message message, String part) throws JMSException {
        if (name == null) {
            return;
        }
        Map<String, Object> properties = MessageLine.properties(message);
        message.clearProperties(); // of a received message they cannot be added to
        for (Map.Entry<String, Object> property : properties.entrySet()) {
            if (MessageRecord.settable(property.getKey())) {
                message.setObjectProperty(property.getKey(), property.getValue());
            }
        }
        message.setStringProperty(EncodedMessage.DUPLICATE_KEY, name + "/" + part);
    }
}
