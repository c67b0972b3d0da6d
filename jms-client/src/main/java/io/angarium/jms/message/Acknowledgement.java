package io.angarium.jms.message;

import jakarta.jms.JMSException;

/** What {@link jakarta.jms.Message#acknowledge} does: acknowledges what its session has delivered, if the mode wants it. */
@FunctionalInterface
public interface Acknowledgement {
    void acknowledge() throws JMSException;
}
