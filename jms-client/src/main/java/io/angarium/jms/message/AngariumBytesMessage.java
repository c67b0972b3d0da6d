package io.angarium.jms.message;

import io.angarium.jms.error.JmsExceptions;
import io.angarium.wire.BodyKind;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A message with uninterpreted bytes: Jakarta Messaging 3.1 section 3.11. Primitive values are in the form of
 * {@link java.io.DataOutputStream}. Not thread-safe.
 */
public final class AngariumBytesMessage extends AngariumMessage implements BytesMessage, StreamedBody {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private static final int MOST_IN_ARRAY = Integer.MAX_VALUE - 8;

    /** What has more is sent in parts. */
    private static final int LARGE = 32 * 1024 * 1024;

    private @Nullable BytesWriter writer; // made when the first value is written
    private ByteBuffer content = EMPTY; // what reads see; position always 0
    private @Nullable DataInputStream reader; // made when the first value is read
    private @Nullable RemoteBody remote; // instead of content
    private final GivenStream given = new GivenStream(); // instead of writer

    /** A new message. */
    public AngariumBytesMessage() {}

    AngariumBytesMessage(Received received) {
        super(received);
        if (received.encoded().inParts()) {
            remote = received.remoteBody();
            return;
        }
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
            in = new DataInputStream(raw());
            reader = in;
        }
        return in;
    }

    private InputStream raw() {
        RemoteBody body = remote;
        if (body != null) {
            body.go(0);
            return body;
        }
        return new ByteArrayInputStream(content.array(), content.arrayOffset(), content.remaining());
    }

    /** Reads a value. */
    @FunctionalInterface
    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    private <T> T read(Reading<T> value) throws JMSException {
        readingBody();
        DataInputStream in = reader();
        in.mark(0); // both kinds keep their mark for ever
        try {
            return value.from(in);
        } catch (EOFException e) {
            BodyErrors.goBack(in);
            throw BodyErrors.end();
        } catch (UTFDataFormatException e) {
            BodyErrors.goBack(in);
            throw new MessageFormatException("the bytes here are no UTF string");
        } catch (IOException e) {
            BodyErrors.goBack(in);
            throw JmsExceptions.ofStream(e);
        }
    }

    private DataOutputStream writer() throws JMSException {
        writingBody();
        given.checkNone();
        BytesWriter out = writer;
        if (out == null) {
            out = new BytesWriter();
            writer = out;
        }
        return out.data();
    }

    private void write(@Nullable Object value) throws JMSException {
        DataOutputStream out = writer();
        try {
            write(out, value);
        } catch (UTFDataFormatException e) {
            throw new MessageFormatException("the string is longer than 65535 bytes of UTF");
        } catch (IOException e) {
            throw new AssertionError("memory cannot fail", e);
        }
    }

    private static void write(DataOutputStream out, @Nullable Object value) throws IOException, JMSException {
        if (value == null) {
            throw new NullPointerException("a BytesMessage cannot hold null");
        } else if (value instanceof byte[] bytes) {
            out.write(bytes, 0, bytes.length);
        } else if (value instanceof String text) {
            out.writeUTF(text);
        } else if (value instanceof Boolean b) {
            out.writeBoolean(b);
        } else if (value instanceof Character c) {
            out.writeChar(c);
        } else if (value instanceof Byte b) {
            out.writeByte(b);
        } else if (value instanceof Short n) {
            out.writeShort(n);
        } else if (value instanceof Integer n) {
            out.writeInt(n);
        } else if (value instanceof Long n) {
            out.writeLong(n);
        } else if (value instanceof Float n) {
            out.writeFloat(n);
        } else if (value instanceof Double n) {
            out.writeDouble(n);
        } else {
            throw new MessageFormatException(
                    "a BytesMessage cannot hold a " + value.getClass().getName());
        }
    }

    @Override
    public long getBodyLength() throws JMSException {
        readingBody();
        RemoteBody body = remote;
        return body == null ? content.remaining() : body.length();
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
        return read(in -> {
            int count = in.readNBytes(target, 0, length);
            return count == 0 && length > 0 ? -1 : count;
        });
    }

    @Override
    public void writeBoolean(boolean value) throws JMSException {
        write(value);
    }

    @Override
    public void writeByte(byte value) throws JMSException {
        write(value);
    }

    @Override
    public void writeShort(short value) throws JMSException {
        write(value);
    }

    @Override
    public void writeChar(char value) throws JMSException {
        write(value);
    }

    @Override
    public void writeInt(int value) throws JMSException {
        write(value);
    }

    @Override
    public void writeLong(long value) throws JMSException {
        write(value);
    }

    @Override
    public void writeFloat(float value) throws JMSException {
        write(value);
    }

    @Override
    public void writeDouble(double value) throws JMSException {
        write(value);
    }

    @Override
    public void writeUTF(String value) throws JMSException {
        write(value);
    }

    @Override
    public void writeBytes(byte[] value) throws JMSException {
        write(value);
    }

    @Override
    public void writeBytes(byte[] value, int offset, int length) throws JMSException {
        try {
            writer().write(value, offset, length);
        } catch (IOException e) {
            throw new AssertionError("memory cannot fail", e);
        }
    }

    @Override
    public void writeObject(@Nullable Object value) throws JMSException {
        write(value);
    }

    @Override
    public void reset() throws JMSException {
        if (!bodyReadOnly()) {
            given.checkReadable();
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
    public void bodyFrom(InputStream body) throws JMSException {
        writingBody();
        given.give(body, writer == null);
    }

    @Override
    public void bodyTo(OutputStream target) throws JMSException {
        readingBody();
        reset();
        try {
            reader().transferTo(target);
        } catch (IOException e) {
            throw JmsExceptions.ofStream(e);
        }
        reset();
    }

    @Override
    public @Nullable InputStream streamed() throws JMSException {
        InputStream stream = given.take();
        if (stream != null) {
            return stream;
        }
        return remote != null || body(bodyReadOnly()).remaining() > LARGE ? rawToSend() : null;
    }

    private InputStream rawToSend() {
        reader = null; // what has been read so far is read anew
        if (remote == null && !bodyReadOnly()) {
            ByteBuffer all = written();
            return new ByteArrayInputStream(all.array(), all.arrayOffset(), all.remaining());
        }
        return raw();
    }

    private ByteBuffer body(boolean readOnly) {
        return readOnly ? content : written();
    }

    @Override
    Body body() {
        ByteBuffer all = body(bodyReadOnly());
        return builder -> builder.body(BodyKind.BYTES, all);
    }

    @Override
    void emptyBody() {
        writer = null;
        content = EMPTY;
        reader = null;
        remote = null;
        given.clear();
    }

    @Override
    boolean bodyless() {
        return remote == null && body(bodyReadOnly()).remaining() == 0;
    }

    @Override
    boolean assignable(Class<?> type) {
        return type.isAssignableFrom(byte[].class);
    }

    @Override
    Object bodyObject() throws JMSException {
        readingBody();
        reset();
        long length = getBodyLength();
        if (length > MOST_IN_ARRAY) {
            throw new MessageFormatException("a body of " + length + " bytes fits no array; use bodyTo");
        }
        byte[] copy = new byte[(int) length];
        readBytes(copy);
        reset();
        return copy;
    }

    @Override
    @SuppressWarnings("rawtypes") // the interface is raw
    public boolean isBodyAssignableTo(Class type) {
        return bodyless() || assignable((Class<?>) type);
    }
}
