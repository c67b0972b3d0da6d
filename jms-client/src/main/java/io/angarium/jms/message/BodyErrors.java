package io.angarium.jms.message;

import io.angarium.jms.error.JmsExceptions;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;

/** The exceptions about bodies that several kinds of message throw. No state. */
final class BodyErrors {
    private BodyErrors() {}

    /** The bytes that came in are no body of their kind. */
    static MessageFormatException malformed(RuntimeException cause) {
        return JmsExceptions.caused(
                new MessageFormatException("the body cannot be decoded: " + cause.getMessage()), cause);
    }

    /** Nothing is left to read. */
    static MessageEOFException end() {
        return new MessageEOFException("the end of the body was reached");
    }
}
