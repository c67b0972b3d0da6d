package io.angarium.jms.message;

import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** Copies messages of other providers into our own before they are sent: Jakarta Messaging 3.1 section 3.12. No state. */
public final class ForeignMessages {
    private static final int CHUNK = 8192;

    private ForeignMessages() {}

    /** The message itself if it is ours, else a copy. */
    public static AngariumMessage ours(Message message) throws JMSException {
        if (message instanceof AngariumMessage own) {
            return own;
        }
        AngariumMessage copy = withBody(message);
        copy.setJMSCorrelationID(message.getJMSCorrelationID());
        copy.setJMSType(message.getJMSType());
        copy.setJMSReplyTo(known(message.getJMSReplyTo()));
        for (Enumeration<?> names = message.getPropertyNames(); names.hasMoreElements(); ) {
            String name = (String) names.nextElement();
            if (!name.startsWith("JMSX") || name.startsWith("JMSXGroup")) {
                copy.setObjectProperty(name, message.getObjectProperty(name));
            }
        }
        return copy;
    }

    private static @Nullable Destination known(@Nullable Destination replyTo) {
        return replyTo instanceof Queue || replyTo instanceof Topic ? replyTo : null;
    }

    /** Tells the sender of a foreign message what its sending has set in the headers: section 3.12 and {@code MessageProducer.send}. */
    public static void tellSender(AngariumMessage sent, Message foreign) throws JMSException {
        foreign.setJMSDestination(sent.getJMSDestination());
        foreign.setJMSDeliveryMode(sent.getJMSDeliveryMode());
        foreign.setJMSPriority(sent.getJMSPriority());
        foreign.setJMSMessageID(sent.getJMSMessageID());
        foreign.setJMSTimestamp(sent.getJMSTimestamp());
        foreign.setJMSExpiration(sent.getJMSExpiration());
        foreign.setJMSDeliveryTime(sent.getJMSDeliveryTime());
    }

    private static AngariumMessage withBody(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            return new AngariumTextMessage(text.getText());
        } else if (message instanceof BytesMessage bytes) {
            return bytes(bytes);
        } else if (message instanceof MapMessage map) {
            return map(map);
        } else if (message instanceof StreamMessage stream) {
            return stream(stream);
        } else if (message instanceof ObjectMessage object) {
            AngariumObjectMessage copy = new AngariumObjectMessage();
            copy.setObject(object.getObject());
            return copy;
        }
        return new AngariumMessage();
    }

    private static AngariumMessage bytes(BytesMessage message) throws JMSException {
        AngariumBytesMessage copy = new AngariumBytesMessage();
        message.reset();
        byte[] chunk = new byte[CHUNK];
        for (int count = message.readBytes(chunk); count > 0; count = message.readBytes(chunk)) {
            copy.writeBytes(chunk, 0, count);
        }
        return copy;
    }

    private static AngariumMessage map(MapMessage message) throws JMSException {
        AngariumMapMessage copy = new AngariumMapMessage();
        for (Enumeration<?> names = message.getMapNames(); names.hasMoreElements(); ) {
            String name = (String) names.nextElement();
            copy.setObject(name, message.getObject(name));
        }
        return copy;
    }

    private static AngariumMessage stream(StreamMessage message) throws JMSException {
        AngariumStreamMessage copy = new AngariumStreamMessage();
        message.reset();
        while (true) {
            try {
                copy.writeObject(message.readObject());
            } catch (MessageEOFException e) {
                return copy; // the only way to find the end of a stream message
            }
        }
    }
}
