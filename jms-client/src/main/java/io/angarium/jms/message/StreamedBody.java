package io.angarium.jms.message;

import jakarta.jms.JMSException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What {@code BytesMessage}s and {@code StreamMessage}s of this provider can do beyond Jakarta Messaging 3.1 section 3.11: bodies of any length, which are
 * never in memory as a whole, neither here nor in the broker. Cast the message that the session made or the consumer returned.
 */
public interface StreamedBody {
    /**
     * Makes a stream the body of this message, which has none yet. It is read to its end by the next send of the message, in the calling thread,
     * and is not closed. A body of more than a mebibyte goes to the broker in parts, between which other messages of the connection pass; it
     * counts when the message does, and leaves nothing behind if the send fails. Before that the body cannot be read: {@code reset} is refused.
     *
     * @param body its bytes; of a {@code StreamMessage}, which will have them as byte arrays
     * @throws jakarta.jms.MessageNotWriteableException if the message is in read-only mode
     * @throws jakarta.jms.IllegalStateException if the message has a body already
     */
    void bodyFrom(InputStream body) throws JMSException;

    /**
     * Writes the whole body to a stream, which is not closed; of a {@code StreamMessage} what its byte arrays have, one after the other. The body is as after
     * {@code reset} then. A body in parts is read from the broker, which has it until the message is acknowledged or its transaction
     * committed: in AUTO_ACKNOWLEDGE and DUPS_OK_ACKNOWLEDGE mode until the next call of {@code receive} or the end of the listener.
     *
     * @throws jakarta.jms.MessageNotReadableException if the message is in write-only mode
     * @throws JMSException if the stream fails, or the broker has the body no more
     */
    void bodyTo(OutputStream target) throws JMSException;
}
