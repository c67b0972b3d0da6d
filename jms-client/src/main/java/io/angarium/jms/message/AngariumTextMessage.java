package io.angarium.jms.message;

import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageReader;
import io.angarium.wire.WireException;
import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import org.jspecify.annotations.Nullable;

/** A message with a String: Jakarta Messaging 3.1 section 3.11. Not thread-safe. */
public final class AngariumTextMessage extends AngariumMessage implements TextMessage {
    private @Nullable EncodedMessage undecoded;
    private @Nullable String text;

    /** A new message. */
    public AngariumTextMessage(@Nullable String text) {
        this.text = text;
    }

    AngariumTextMessage(Received received) {
        super(received);
        undecoded = received.encoded();
    }

    @Override
    public void setText(@Nullable String newText) throws JMSException {
        writingBody();
        undecoded = null;
        text = newText;
    }

    @Override
    public @Nullable String getText() throws JMSException {
        EncodedMessage encoded = undecoded;
        if (encoded != null) {
            text = decode(encoded);
            undecoded = null;
        }
        return text;
    }

    private static @Nullable String decode(EncodedMessage encoded) throws JMSException {
        try {
            return MessageReader.text(encoded);
        } catch (WireException e) {
            throw BodyErrors.malformed(e);
        }
    }

    @Override
    Body body() throws JMSException {
        String value = getText();
        return builder -> builder.text(value);
    }

    @Override
    void emptyBody() {
        undecoded = null;
        text = null;
    }

    @Override
    boolean bodyless() throws JMSException {
        return getText() == null;
    }

    @Override
    boolean assignable(Class<?> type) {
        return type.isAssignableFrom(String.class);
    }

    @Override
    @Nullable
    Object bodyObject() throws JMSException {
        return getText();
    }
}
