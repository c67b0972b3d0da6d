package io.angarium.jms.message;

import io.angarium.jms.error.JmsExceptions;
import io.angarium.wire.TypedValues;
import io.angarium.wire.WireException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream message's elements in turn. An element that does not convert stays the next one, and a byte array that is being read in
 * pieces has to be read to its end before anything else ({@link jakarta.jms.StreamMessage#readBytes}). Not thread-safe.
 */
final class StreamCursor {
    private static final int NOT_IN_BYTES = -1;

    private final List<@Nullable Object> elements;
    private final @Nullable DataInputStream more; // elements that come one at a time, in the place of the one before
    private int next;
    private int bytesRead = NOT_IN_BYTES;

    StreamCursor(List<@Nullable Object> elements, @Nullable InputStream more) {
        this.elements = elements;
        this.more = more == null ? null : new DataInputStream(more);
    }

    /** Converts an element. */
    @FunctionalInterface
    interface Conversion<T> {
        @Nullable
        T of(@Nullable Object value) throws JMSException;
    }

    void rewind() {
        next = 0;
        bytesRead = NOT_IN_BYTES;
    }

    /** Takes an element by a conversion that makes no null. */
    <T> T take(Conversion<T> conversion) throws JMSException {
        return Objects.requireNonNull(takeNullable(conversion));
    }

    <T> @Nullable T takeNullable(Conversion<T> conversion) throws JMSException {
        T value = conversion.of(whole());
        next++;
        return value;
    }

    private @Nullable Object whole() throws JMSException {
        if (bytesRead != NOT_IN_BYTES) {
            throw new MessageFormatException("a byte array has not been read to its end; go on with readBytes");
        }
        return peek();
    }

    /** See {@link jakarta.jms.StreamMessage#readBytes}: bytes read, -1 at the end of the array or for a null one. */
    int bytes(byte[] target) throws JMSException {
        Object value = peek();
        if (value == null) {
            next++;
            return -1;
        }
        if (!(value instanceof byte[] source)) {
            throw new MessageFormatException("the next element is no byte array but a "
                    + value.getClass().getSimpleName());
        }
        if (bytesRead == NOT_IN_BYTES) {
            bytesRead = 0;
        } else if (bytesRead == source.length) {
            leaveBytes();
            return -1;
        }
        int count = Math.min(target.length, source.length - bytesRead);
        System.arraycopy(source, bytesRead, target, 0, count);
        bytesRead += count;
        if (count < target.length) {
            leaveBytes();
        }
        return count;
    }

    private void leaveBytes() {
        bytesRead = NOT_IN_BYTES;
        next++;
    }

    private @Nullable Object peek() throws JMSException {
        if (next >= elements.size() && !load()) {
            throw BodyErrors.end();
        }
        return elements.get(next);
    }

    private boolean load() throws JMSException {
        if (more == null) {
            return false;
        }
        try {
            more.mark(0); // for ever
            int type = more.read();
            if (type < 0) {
                return false;
            }
            Object value = TypedValues.read(type, more);
            elements.clear();
            elements.add(value);
            next = 0;
            return true;
        } catch (IOException e) {
            BodyErrors.goBack(more);
            throw JmsExceptions.ofStream(e);
        } catch (WireException e) {
            throw BodyErrors.malformed(e);
        }
    }

    /** Whether nothing is left. */
    boolean atEnd() throws JMSException {
        return next >= elements.size() && !load();
    }
}
