package io.angarium.jms.message;

import io.angarium.jms.error.JmsExceptions;
import io.angarium.wire.BodyKind;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message with a serialised object: Jakarta Messaging 3.1 section 3.11. The object is copied when it is set and again when it is got.
 * What another process sent is read only as far as an {@link ObjectTrust} allows. Not thread-safe.
 */
public final class AngariumObjectMessage extends AngariumMessage implements ObjectMessage {
    private ObjectTrust trust;
    private byte @Nullable [] serialized;

    /** A new message without an object. */
    public AngariumObjectMessage() {
        trust = ObjectTrust.EVERYTHING;
    }

    AngariumObjectMessage(Received received) {
        super(received);
        trust = received.context().trust();
        if (!received.encoded().nullBody()) {
            byte[] array = received.encoded().array();
            serialized = Arrays.copyOfRange(array, received.encoded().bodyOffset(), array.length);
        }
    }

    @Override
    public void setObject(@Nullable Serializable object) throws JMSException {
        writingBody();
        serialized = object == null ? null : serialize(object);
        trust = ObjectTrust.EVERYTHING; // it was an object of this process a moment ago
    }

    private static byte[] serialize(Serializable object) throws JMSException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        } catch (IOException
                | RuntimeException
                | StackOverflowError e) { // the latter of the object's own code, or its depth
            throw JmsExceptions.caused(
                    new MessageFormatException("the " + object.getClass().getName() + " cannot be serialised: " + e),
                    e);
        }
        return bytes.toByteArray();
    }

    @Override
    public @Nullable Serializable getObject() throws JMSException {
        byte[] bytes = serialized;
        return bytes == null ? null : TrustedObjectInput.read(bytes, trust);
    }

    @Override
    Body body() {
        byte[] bytes = serialized;
        return bytes == null
                ? builder -> builder.nullBody(BodyKind.OBJECT)
                : builder -> builder.body(BodyKind.OBJECT, bytes);
    }

    @Override
    void emptyBody() {
        serialized = null;
    }

    @Override
    boolean bodyless() {
        return serialized == null;
    }

    @Override
    boolean assignable(Class<?> type) {
        try {
            Serializable object = getObject();
            return object == null || type.isInstance(object);
        } catch (JMSException e) {
            return false;
        }
    }

    @Override
    public <T> @Nullable T getBody(Class<T> type) throws JMSException {
        Serializable object = getObject();
        if (object != null && !type.isInstance(object)) {
            throw new MessageFormatException(
                    "the object is a " + object.getClass().getName() + ", no " + type.getName());
        }
        return type.cast(object);
    }

    @Override
    @Nullable
    Object bodyObject() throws JMSException {
        return getObject();
    }
}
