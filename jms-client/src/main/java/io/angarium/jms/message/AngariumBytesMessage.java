package io.angarium.jms.message;

import io.angarium.wire.BodyKind;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A message with uninterpreted bytes: Jakarta Messaging 3.1 section 3.11. Primitive values are in the form of
 * {@link java.io.DataOutputStream}. Not thread-safe.
 */
public final class AngariumBytesMessage extends AngariumMessage implements BytesMessage {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private @Nullable BytesWriter writer; // made when the first value is written
    private ByteBuffer content = EMPTY; // what reads see; position always 0
    private @Nullable DataInputStream reader; // made when the first value is read

    /** A new message. */
    public AngariumBytesMessage() {}

    AngariumBytesMessage(Received received) {
        super(received);
        byte[] array = received.encoded().array();
        content = ByteBuffer.wrap(
                        array,
                        received.encoded().bodyOffset(),
                        received.encoded().bodyLength())
                .slice();
    }

    private DataInputStream reader() {
        DataInputStream in = reader;
        if (in == null) {
            in = new DataInputStream(
                    new ByteArrayInputStream(content.array(), content.arrayOffset(), content.remaining()));
            reader = in;
        }
        return in;
    }

    /** Reads a value. */
    @FunctionalInterface
    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    private <T> T read(Reading<T> value) throws JMSException {
        readingBody();
        DataInputStream in = reader();
        in.mark(0); // a ByteArrayInputStream keeps its mark for ever
        try {
            return value.from(in);
        } catch (EOFException e) {
            goBack(in);
            throw BodyErrors.end();
        } catch (UTFDataFormatException e) {
            goBack(in);
            throw new MessageFormatException("the bytes here are no UTF string");
        } catch (IOException e) {
            throw new AssertionError("memory cannot fail", e);
        }
    }

    private static void goBack(DataInputStream in) {
        try {
            in.reset();
        } catch (IOException e) {
            throw new AssertionError("memory cannot fail", e);
        }
    }

    /** Writes a value. */
    @FunctionalInterface
    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private void write(Writing value) throws JMSException {
        writingBody();
        BytesWriter out = writer;
        if (out == null) {
            out = new BytesWriter();
            writer = out;
        }
        try {
            value.to(out.data());
        } catch (UTFDataFormatException e) {
            throw new MessageFormatException("the string is longer than 65535 bytes of UTF");
        } catch (IOException e) {
            throw new AssertionError("memory cannot fail", e);
        }
    }

    @Override
    public long getBodyLength() throws JMSException {
        readingBody();
        return content.remaining();
    }

    @Override
    public boolean readBoolean() throws JMSException {
        return read(in -> in.readBoolean());
    }

    @Override
    public byte readByte() throws JMSException {
        return read(in -> in.readByte());
    }

    @Override
    public int readUnsignedByte() throws JMSException {
        return read(in -> in.readUnsignedByte());
    }

    @Override
    public short readShort() throws JMSException {
        return read(in -> in.readShort());
    }

    @Override
    public int readUnsignedShort() throws JMSException {
        return read(in -> in.readUnsignedShort());
    }

    @Override
    public char readChar() throws JMSException {
        return read(in -> in.readChar());
    }

    @Override
    public int readInt() throws JMSException {
        return read(in -> in.readInt());
    }

    @Override
    public long readLong() throws JMSException {
        return read(in -> in.readLong());
    }

    @Override
    public float readFloat() throws JMSException {
        return read(in -> in.readFloat());
    }

    @Override
    public double readDouble() throws JMSException {
        return read(in -> in.readDouble());
    }

    @Override
    public String readUTF() throws JMSException {
        return read(in -> in.readUTF());
    }

    @Override
    public int readBytes(byte[] target) throws JMSException {
        return readBytes(target, target.length);
    }

    @Override
    public int readBytes(byte[] target, int length) throws JMSException {
        if (length < 0 || length > target.length) {
            throw new IndexOutOfBoundsException("length " + length + " is not 0 to " + target.length);
        }
        return read(in -> in.read(target, 0, length));
    }

    @Override
    public void writeBoolean(boolean value) throws JMSException {
        write(out -> out.writeBoolean(value));
    }

    @Override
    public void writeByte(byte value) throws JMSException {
        write(out -> out.writeByte(value));
    }

    @Override
    public void writeShort(short value) throws JMSException {
        write(out -> out.writeShort(value));
    }

    @Override
    public void writeChar(char value) throws JMSException {
        write(out -> out.writeChar(value));
    }

    @Override
    public void writeInt(int value) throws JMSException {
        write(out -> out.writeInt(value));
    }

    @Override
    public void writeLong(long value) throws JMSException {
        write(out -> out.writeLong(value));
    }

    @Override
    public void writeFloat(float value) throws JMSException {
        write(out -> out.writeFloat(value));
    }

    @Override
    public void writeDouble(double value) throws JMSException {
        write(out -> out.writeDouble(value));
    }

    @Override
    public void writeUTF(String value) throws JMSException {
        write(out -> out.writeUTF(value));
    }

    @Override
    public void writeBytes(byte[] value) throws JMSException {
        write(out -> out.write(value, 0, value.length));
    }

    @Override
    public void writeBytes(byte[] value, int offset, int length) throws JMSException {
        write(out -> out.write(value, offset, length));
    }

    @Override
    public void writeObject(@Nullable Object value) throws JMSException {
        writingBody();
        if (value == null) {
            throw new NullPointerException("a BytesMessage cannot hold null");
        } else if (value instanceof byte[] bytes) {
            writeBytes(bytes);
        } else if (value instanceof String text) {
            writeUTF(text);
        } else if (value instanceof Boolean b) {
            writeBoolean(b);
        } else if (value instanceof Character c) {
            writeChar(c);
        } else if (value instanceof Number number) {
            writeNumber(number);
        } else {
            throw new MessageFormatException(
                    "a BytesMessage cannot hold a " + value.getClass().getName());
        }
    }

    private void writeNumber(Number value) throws JMSException {
        if (value instanceof Byte b) {
            writeByte(b);
        } else if (value instanceof Short s) {
            writeShort(s);
        } else if (value instanceof Integer i) {
            writeInt(i);
        } else if (value instanceof Long l) {
            writeLong(l);
        } else if (value instanceof Float f) {
            writeFloat(f);
        } else if (value instanceof Double d) {
            writeDouble(d);
        } else {
            throw new MessageFormatException(
                    "a BytesMessage cannot hold a " + value.getClass().getName());
        }
    }

    @Override
    public void reset() {
        if (!bodyReadOnly()) {
            content = written();
            writer = null;
            bodyReadOnly(true);
        }
        reader = null;
    }

    private ByteBuffer written() {
        BytesWriter out = writer;
        return out == null ? EMPTY : out.written();
    }

    @Override
    Body body() {
        ByteBuffer all = bodyReadOnly() ? content : written();
        return builder -> builder.body(BodyKind.BYTES, all);
    }

    @Override
    void emptyBody() {
        writer = null;
        content = EMPTY;
        reader = null;
    }

    @Override
    boolean bodyless() {
        return (bodyReadOnly() ? content : written()).remaining() == 0;
    }

    @Override
    boolean assignable(Class<?> type) {
        return type.isAssignableFrom(byte[].class);
    }

    @Override
    Object bodyObject() throws JMSException {
        readingBody();
        reset();
        byte[] copy = new byte[content.remaining()];
        content.duplicate().get(copy);
        return copy;
    }

    @Override
    @SuppressWarnings("rawtypes") // the interface is raw
    public boolean isBodyAssignableTo(Class type) {
        return bodyless() || assignable((Class<?>) type);
    }
}
