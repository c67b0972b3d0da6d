package io.angarium.jms.sending;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;

/**
 * How messages are sent: Jakarta Messaging 3.1 section 7.7 to 7.9.
 *
 * @param deliveryMode one of {@link DeliveryMode}
 * @param priority 0 to 9
 * @param timeToLive milliseconds, 0 for ever
 * @param deliveryDelay milliseconds
 * @param withId whether messages get an identifier
 * @param withTimestamp whether messages get a timestamp
 */
public record SendOptions(
        int deliveryMode, int priority, long timeToLive, long deliveryDelay, boolean withId, boolean withTimestamp) {

    /** What the specification says holds for a new producer. */
    public static final SendOptions DEFAULT = new SendOptions(
            Message.DEFAULT_DELIVERY_MODE,
            Message.DEFAULT_PRIORITY,
            Message.DEFAULT_TIME_TO_LIVE,
            Message.DEFAULT_DELIVERY_DELAY,
            true,
            true);

    /** These options with another mode. */
    public SendOptions deliveryMode(int mode) throws JMSException {
        if (mode != DeliveryMode.PERSISTENT && mode != DeliveryMode.NON_PERSISTENT) {
            throw new JMSException("delivery mode " + mode + " is neither PERSISTENT nor NON_PERSISTENT");
        }
        return new SendOptions(mode, priority, timeToLive, deliveryDelay, withId, withTimestamp);
    }

    /** These options with another priority. */
    public SendOptions priority(int newPriority) throws JMSException {
        if (newPriority < 0 || newPriority > 9) {
            throw new JMSException("priority " + newPriority + " is not 0 to 9");
        }
        return new SendOptions(deliveryMode, newPriority, timeToLive, deliveryDelay, withId, withTimestamp);
    }

    /** These options with another time to live. */
    public SendOptions timeToLive(long millis) throws JMSException {
        if (millis < 0) {
            throw new JMSException("time to live " + millis + " is negative");
        }
        return new SendOptions(deliveryMode, priority, millis, deliveryDelay, withId, withTimestamp);
    }

    /** These options with another delivery delay. */
    public SendOptions deliveryDelay(long millis) throws JMSException {
        if (millis < 0) {
            throw new JMSException("delivery delay " + millis + " is negative");
        }
        return new SendOptions(deliveryMode, priority, timeToLive, millis, withId, withTimestamp);
    }

    /** These options with or without identifiers. */
    public SendOptions withId(boolean wanted) {
        return new SendOptions(deliveryMode, priority, timeToLive, deliveryDelay, wanted, withTimestamp);
    }

    /** These options with or without timestamps. */
    public SendOptions withTimestamp(boolean wanted) {
        return new SendOptions(deliveryMode, priority, timeToLive, deliveryDelay, withId, wanted);
    }
}
