package io.angarium.jms.message;

import io.angarium.jms.error.JmsExceptions;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import java.io.IOException;
import java.io.InputStream;

/** The exceptions about bodies that several kinds of message throw. No state. */
final class BodyErrors {
    private BodyErrors() {}

    /** The bytes that came in are no body of their kind. */
    static MessageFormatException malformed(RuntimeException cause) {
        return JmsExceptions.caused(
                new MessageFormatException("the body cannot be decoded: " + cause.getMessage()), cause);
    }

    /** Back to a mark: what was read there is to be read again. */
    static void goBack(InputStream in) {
        try {
            in.reset();
        } catch (IOException e) {
            throw new AssertionError("marks are kept for ever", e);
        }
    }

    /** Nothing is left to read. */
    static MessageEOFException end() {
        return new MessageEOFException("the end of the body was reached");
    }
}
