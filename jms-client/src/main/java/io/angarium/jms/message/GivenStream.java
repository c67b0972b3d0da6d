package io.angarium.jms.message;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The stream that an application has made the body of a message: read by one send. Belongs to its message. */
final class GivenStream {
    private @Nullable InputStream stream;
    private boolean given;

    /** @throws JMSException if the body is a stream */
    void checkNone() throws JMSException {
        if (given) {
            throw new IllegalStateException("the body of this message is a stream; clearBody makes it empty");
        }
    }

    /** @throws JMSException if the body is a stream that has not been sent: nothing of it can be read */
    void checkReadable() throws JMSException {
        if (stream != null) {
            checkNone();
        }
    }

    /**
     * The body is this stream.
     *
     * @param empty whether there is nothing else in it
     */
    void give(InputStream body, boolean empty) throws JMSException {
        checkNone();
        if (!empty) {
            throw new IllegalStateException("the message has a body already; clearBody makes it empty");
        }
        stream = Objects.requireNonNull(body);
        given = true;
    }

    /** For a send: the stream, null if the body is none. */
    @Nullable
    InputStream take() throws JMSException {
        InputStream once = stream;
        if (given && once == null) {
            throw new IllegalStateException("the stream that was the body has been sent; clearBody, and give another");
        }
        stream = null;
        return once;
    }

    void clear() {
        stream = null;
        given = false;
    }
}
