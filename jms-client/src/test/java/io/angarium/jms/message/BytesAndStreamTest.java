package io.angarium.jms.message;

import static io.angarium.jms.message.MessageTest.received;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import org.junit.jupiter.api.Test;

/** Reading and writing the bodies that have a position: section 3.11. */
class BytesAndStreamTest {

    @Test
    void bytesAreReadAsTheyWereWritten() throws JMSException {
        AngariumBytesMessage sent = new AngariumBytesMessage();
        sent.writeBoolean(true);
        sent.writeByte((byte) -1);
        sent.writeByte((byte) -1);
        sent.writeShort((short) -2);
        sent.writeShort((short) -2);
        sent.writeChar('c');
        sent.writeInt(3);
        sent.writeLong(4);
        sent.writeFloat(5);
        sent.writeDouble(6);
        sent.writeUTF("ü");
        sent.writeObject(7);
        sent.writeObject("s");
        sent.writeBytes(new byte[] {1, 2, 3}, 1, 2);
        AngariumBytesMessage got = received(sent);
        assertThat(got.readBoolean()).isTrue();
        assertThat(got.readByte()).isEqualTo((byte) -1);
        assertThat(got.readUnsignedByte()).isEqualTo(255);
        assertThat(got.readShort()).isEqualTo((short) -2);
        assertThat(got.readUnsignedShort()).isEqualTo(65534);
        assertThat(got.readChar()).isEqualTo('c');
        assertThat(got.readInt()).isEqualTo(3);
        assertThat(got.readLong()).isEqualTo(4);
        assertThat(got.readFloat()).isEqualTo(5);
        assertThat(got.readDouble()).isEqualTo(6);
        assertThat(got.readUTF()).isEqualTo("ü");
        assertThat(got.readInt()).isEqualTo(7);
        assertThat(got.readUTF()).isEqualTo("s");
        byte[] target = new byte[5];
        assertThat(got.readBytes(target)).isEqualTo(2);
        assertThat(target).startsWith(2, 3);
        assertThat(got.readBytes(target)).isEqualTo(-1);
        assertThatThrownBy(got::readByte).isInstanceOf(MessageEOFException.class);
        got.reset();
        assertThat(got.readBoolean()).isTrue();
    }

    @Test
    void aReadBeyondTheEndLeavesThePositionWhereItWas() throws JMSException {
        AngariumBytesMessage got = bytes(1, 2);
        assertThatThrownBy(got::readInt).isInstanceOf(MessageEOFException.class);
        assertThat(got.readByte()).isEqualTo((byte) 1);
        assertThatThrownBy(() -> got.readBytes(new byte[1], 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new AngariumBytesMessage().writeObject(new Object()))
                .isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> new AngariumBytesMessage().writeObject(null)).isInstanceOf(NullPointerException.class);
    }

    private static AngariumBytesMessage bytes(int... values) throws JMSException {
        AngariumBytesMessage message = new AngariumBytesMessage();
        for (int value : values) {
            message.writeByte((byte) value);
        }
        return received(message);
    }

    @Test
    void theBodyOfBytesIsAnArrayAndTheMessageCanBeSentAgain() throws JMSException {
        AngariumBytesMessage got = bytes(1, 2, 3);
        assertThat(got.getBodyLength()).isEqualTo(3);
        got.readByte();
        assertThat(got.getBody(byte[].class)).containsExactly(1, 2, 3);
        assertThat(received(got).getBody(byte[].class)).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> got.getBody(String.class)).isInstanceOf(MessageFormatException.class);
        assertThat(bytes().getBody(String.class)).isNull();
        AngariumBytesMessage fresh = new AngariumBytesMessage();
        fresh.writeByte((byte) 1);
        assertThat(fresh.isBodyAssignableTo(byte[].class)).isTrue();
        assertThat(fresh.isBodyAssignableTo(String.class)).isFalse();
        assertThatThrownBy(() -> fresh.getBody(byte[].class)).isInstanceOf(MessageNotReadableException.class);
        got.clearBody();
        got.writeByte((byte) 9);
        assertThat(received(got).getBody(byte[].class)).containsExactly(9);
    }

    private static AngariumStreamMessage stream(Object... values) throws JMSException {
        AngariumStreamMessage message = new AngariumStreamMessage();
        for (Object value : values) {
            message.writeObject(value);
        }
        return received(message);
    }

    @Test
    void elementsAreReadInTheirOrderWithConversions() throws JMSException {
        AngariumStreamMessage got = stream(true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6d, "7", null);
        assertThat(got.readString()).isEqualTo("true");
        assertThat(got.readInt()).isEqualTo(1);
        assertThat(got.readLong()).isEqualTo(2);
        assertThat(got.readChar()).isEqualTo('c');
        assertThat(got.readInt()).isEqualTo(3);
        assertThat(got.readLong()).isEqualTo(4);
        assertThat(got.readDouble()).isEqualTo(5);
        assertThat(got.readObject()).isEqualTo(6d);
        assertThat(got.readShort()).isEqualTo((short) 7);
        assertThat(got.readString()).isNull();
        assertThatThrownBy(got::readObject).isInstanceOf(MessageEOFException.class);
        got.reset();
        assertThat(got.readBoolean()).isTrue();
        assertThat(got.readByte()).isEqualTo((byte) 1);
    }

    @Test
    void anElementThatDoesNotConvertStaysTheNextOne() throws JMSException {
        AngariumStreamMessage got = stream("x", 1.5);
        assertThatThrownBy(got::readInt).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(got::readChar).isInstanceOf(MessageFormatException.class);
        assertThat(got.readString()).isEqualTo("x");
        assertThatThrownBy(got::readFloat).isInstanceOf(MessageFormatException.class);
        assertThat(got.readDouble()).isEqualTo(1.5);
    }

    @Test
    void aByteArrayIsReadInPiecesToItsEnd() throws JMSException {
        AngariumStreamMessage got = stream(new byte[] {1, 2, 3, 4}, new byte[] {5, 6}, new byte[0], null, "end");
        byte[] two = new byte[2];
        assertThat(got.readBytes(two)).isEqualTo(2);
        assertThatThrownBy(got::readString).isInstanceOf(MessageFormatException.class);
        assertThat(got.readBytes(two)).isEqualTo(2);
        assertThat(two).containsExactly(3, 4);
        assertThat(got.readBytes(two)).as("the end was not known").isEqualTo(-1);
        assertThat(got.readBytes(new byte[5])).isEqualTo(2);
        assertThat(got.readBytes(two)).as("empty").isZero();
        assertThat(got.readBytes(two)).as("null").isEqualTo(-1);
        assertThatThrownBy(() -> got.readBytes(two)).isInstanceOf(MessageFormatException.class);
        assertThat(got.readString()).isEqualTo("end");
        assertThat((byte[]) stream((Object) new byte[] {7}).readObject()).containsExactly(7);
    }

    @Test
    void aStreamHasNoBodyObject() throws JMSException {
        AngariumStreamMessage got = stream(1);
        assertThat(got.isBodyAssignableTo(Object.class)).isFalse();
        assertThatThrownBy(() -> got.getBody(Object.class)).isInstanceOf(MessageFormatException.class);
    }
}
