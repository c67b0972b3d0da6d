package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import org.junit.jupiter.api.Test;

/** Section 3.11: {@code getBody} of a bytes message that is still being written. */
class WriteOnlyBodyTest extends BrokerBased {

    @Test
    void theWrongClassIsNamedFirst() throws JMSException {
        BytesMessage message = connection().createSession().createBytesMessage();
        message.writeInt(22);
        assertThatThrownBy(() -> message.getBody(StringBuffer.class)).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> message.getBody(byte[].class)).isInstanceOf(MessageNotReadableException.class);
        message.reset();
        assertThat(message.getBody(byte[].class)).containsExactly(0, 0, 0, 22);
    }

    @Test
    void nothingWrittenIsNoBody() throws JMSException {
        assertThat(connection().createSession().createBytesMessage().getBody(byte[].class))
                .isNull();
    }
}
