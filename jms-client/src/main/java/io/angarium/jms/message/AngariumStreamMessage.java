package io.angarium.jms.message;

import io.angarium.jms.error.JmsExceptions;
import io.angarium.wire.BodyKind;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageReader;
import io.angarium.wire.WireException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.StreamMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message with a sequence of values: Jakarta Messaging 3.1 section 3.11. Not thread-safe. */
public final class AngariumStreamMessage extends AngariumMessage implements StreamMessage, StreamedBody {
    private final List<@Nullable Object> elements = new ArrayList<>();
    private final GivenStream given = new GivenStream(); // instead of elements
    private StreamCursor cursor = new StreamCursor(elements, null);
    private @Nullable RemoteBody remote; // instead of all elements
    private @Nullable EncodedMessage undecoded;

    /** A new message. */
    public AngariumStreamMessage() {}

    AngariumStreamMessage(Received received) {
        super(received);
        if (received.encoded().inParts()) {
            remote = received.remoteBody();
            cursor = new StreamCursor(elements, remote);
        } else {
            undecoded = received.encoded();
        }
    }

    private List<@Nullable Object> elements() throws JMSException {
        EncodedMessage encoded = undecoded;
        if (encoded != null) {
            try {
                elements.addAll(MessageReader.stream(encoded));
            } catch (WireException e) {
                throw BodyErrors.malformed(e);
            }
            undecoded = null;
        }
        return elements;
    }

    private StreamCursor reading() throws JMSException {
        readingBody();
        elements();
        return cursor;
    }

    @Override
    public boolean readBoolean() throws JMSException {
        return reading().take(Conversions::toBoolean);
    }

    @Override
    public byte readByte() throws JMSException {
        return reading().take(Conversions::toByte);
    }

    @Override
    public short readShort() throws JMSException {
        return reading().take(Conversions::toShort);
    }

    @Override
    public char readChar() throws JMSException {
        return reading().take(Conversions::toChar);
    }

    @Override
    public int readInt() throws JMSException {
        return reading().take(Conversions::toInt);
    }

    @Override
    public long readLong() throws JMSException {
        return reading().take(Conversions::toLong);
    }

    @Override
    public float readFloat() throws JMSException {
        return reading().take(Conversions::toFloat);
    }

    @Override
    public double readDouble() throws JMSException {
        return reading().take(Conversions::toDouble);
    }

    @Override
    public @Nullable String readString() throws JMSException {
        return reading().takeNullable(Conversions::toText);
    }

    @Override
    public int readBytes(byte[] target) throws JMSException {
        return reading().bytes(target);
    }

    @Override
    public @Nullable Object readObject() throws JMSException {
        return reading().takeNullable(value -> value instanceof byte[] bytes ? bytes.clone() : value);
    }

    @Override
    public void writeBoolean(boolean value) throws JMSException {
        writeObject(value);
    }

    @Override
    public void writeByte(byte value) throws JMSException {
        writeObject(value);
    }

    @Override
    public void writeShort(short value) throws JMSException {
        writeObject(value);
    }

    @Override
    public void writeChar(char value) throws JMSException {
        writeObject(value);
    }

    @Override
    public void writeInt(int value) throws JMSException {
        writeObject(value);
    }

    @Override
    public void writeLong(long value) throws JMSException {
        writeObject(value);
    }

    @Override
    public void writeFloat(float value) throws JMSException {
        writeObject(value);
    }

    @Override
    public void writeDouble(double value) throws JMSException {
        writeObject(value);
    }

    @Override
    public void writeString(@Nullable String value) throws JMSException {
        writeObject(value);
    }

    @Override
    public void writeBytes(byte @Nullable [] value) throws JMSException {
        writeObject(value);
    }

    @Override
    public void writeBytes(byte[] value, int offset, int length) throws JMSException {
        byte[] part = new byte[length];
        System.arraycopy(value, offset, part, 0, length);
        writeObject(part);
    }

    @Override
    public void writeObject(@Nullable Object value) throws JMSException {
        writingBody();
        given.checkNone();
        elements().add(Conversions.element(value));
    }

    @Override
    public void reset() throws JMSException {
        given.checkReadable();
        bodyReadOnly(true);
        rewind();
    }

    private void rewind() {
        RemoteBody body = remote;
        if (body != null) {
            body.go(0);
            elements.clear();
        }
        cursor.rewind();
    }

    @Override
    public void bodyFrom(InputStream body) throws JMSException {
        writingBody();
        given.give(body, elements.isEmpty());
    }

    @Override
    public void bodyTo(OutputStream target) throws JMSException {
        reading();
        rewind();
        try {
            while (!cursor.atEnd()) {
                byte[] bytes = cursor.takeNullable(Conversions::toBytes);
                if (bytes != null) {
                    target.write(bytes);
                }
            }
        } catch (IOException e) {
            throw JmsExceptions.ofStream(e);
        }
        rewind();
    }

    @Override
    public @Nullable InputStream streamed() throws JMSException {
        InputStream stream = given.take();
        if (stream == null && remote != null) {
            rewind();
            return remote;
        }
        return stream == null ? null : new ByteArrays(stream);
    }

    @Override
    public int streamedKind() {
        return BodyKind.STREAM;
    }

    @Override
    Body body() throws JMSException {
        List<@Nullable Object> all = elements();
        return builder -> builder.stream(all);
    }

    @Override
    void emptyBody() {
        undecoded = null;
        elements.clear();
        remote = null;
        cursor = new StreamCursor(elements, null);
        given.clear();
    }

    @Override
    boolean bodyless() {
        return false;
    }

    @Override
    boolean assignable(Class<?> type) {
        return false;
    }

    @Override
    @Nullable
    Object bodyObject() throws JMSException {
        throw new MessageFormatException("the body of a StreamMessage has no object; read its elements");
    }
}
