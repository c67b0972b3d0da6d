package io.angarium.jms.message;

import io.angarium.wire.BodyKind;
import io.angarium.wire.ConsumerFrame.Verdict;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * A message without a body, and the part that all kinds share: headers, properties and the read-only modes (Jakarta Messaging 3.1
 * sections 3.4 to 3.12). Not thread-safe, as the specification allows; belongs to the thread of its session.
 */
public class AngariumMessage implements Message {
    final Headers headers;
    private final PropertyBag properties = new PropertyBag();
    private @Nullable Received received;
    private boolean propertiesLoaded;
    private boolean propertiesReadOnly;
    private boolean bodyReadOnly;
    private volatile boolean settled; // by the application, by itself

    /** A new message. */
    public AngariumMessage() {
        headers = new Headers();
        propertiesLoaded = true;
    }

    /** A received message. */
    AngariumMessage(Received received) {
        this.received = received;
        headers = new Headers(received.encoded(), received.destinations());
        headers.expiration = received.expiration();
        headers.deliveryTime = received.deliveryTime() != 0 ? received.deliveryTime() : headers.timestamp;
        headers.redelivered = received.deliveryCount() > 1;
        propertiesReadOnly = true;
        bodyReadOnly = true;
    }

    /** How the body travels; what is in a message of this kind. */
    Body body() throws JMSException {
        return Body.NONE;
    }

    /** What is to be sent ahead of the message as its body, to the end; null if its body goes with it. */
    public @Nullable InputStream streamed() throws JMSException {
        return null;
    }

    /** What kind of body that is. */
    public int streamedKind() {
        return BodyKind.BYTES;
    }

    /** Forgets the body. */
    void emptyBody() {}

    /** Whether there is no body at all, so that {@link #getBody} answers null for any class. */
    boolean bodyless() throws JMSException {
        return true;
    }

    /** The class that {@link #getBody} answers, if it can. */
    boolean assignable(Class<?> type) throws JMSException {
        return true;
    }

    /** The body as one object. */
    @Nullable
    Object bodyObject() throws JMSException {
        return null;
    }

    final PropertyBag properties() {
        Received from = received;
        if (!propertiesLoaded && from != null) {
            propertiesLoaded = true;
            from.loadProperties(properties);
        }
        return properties;
    }

    final boolean propertiesReadOnly() {
        return propertiesReadOnly;
    }

    final boolean bodyReadOnly() {
        return bodyReadOnly;
    }

    final void bodyReadOnly(boolean readOnly) {
        bodyReadOnly = readOnly;
    }

    final void writingBody() throws MessageNotWriteableException {
        if (bodyReadOnly) {
            throw new MessageNotWriteableException(
                    "the body of this message is read-only; clearBody makes it writeable");
        }
    }

    final void readingBody() throws MessageNotReadableException {
        if (!bodyReadOnly) {
            throw new MessageNotReadableException("the body of this message is write-only; reset makes it readable");
        }
    }

    private PropertyBag writingProperties() throws MessageNotWriteableException {
        if (propertiesReadOnly) {
            throw new MessageNotWriteableException(
                    "the properties of this message are read-only; clearProperties makes them writeable");
        }
        return properties();
    }

    @Override
    public @Nullable String getJMSMessageID() {
        return headers.messageId();
    }

    @Override
    public void setJMSMessageID(@Nullable String id) {
        headers.messageId(id);
    }

    @Override
    public long getJMSTimestamp() {
        return headers.timestamp;
    }

    @Override
    public void setJMSTimestamp(long timestamp) {
        headers.timestamp = timestamp;
    }

    @Override
    public byte @Nullable [] getJMSCorrelationIDAsBytes() {
        return headers.correlationBytes();
    }

    @Override
    public void setJMSCorrelationIDAsBytes(byte @Nullable [] correlationID) {
        headers.correlation(correlationID == null ? null : correlationID.clone());
    }

    @Override
    public void setJMSCorrelationID(@Nullable String correlationID) {
        headers.correlation(correlationID);
    }

    @Override
    public @Nullable String getJMSCorrelationID() {
        return headers.correlationText();
    }

    @Override
    public @Nullable Destination getJMSReplyTo() {
        return headers.replyTo();
    }

    @Override
    public void setJMSReplyTo(@Nullable Destination replyTo) {
        headers.replyTo(replyTo);
    }

    @Override
    public @Nullable Destination getJMSDestination() {
        return headers.destination();
    }

    @Override
    public void setJMSDestination(@Nullable Destination destination) {
        headers.destination(destination);
    }

    @Override
    public int getJMSDeliveryMode() {
        return headers.deliveryMode;
    }

    @Override
    public void setJMSDeliveryMode(int deliveryMode) {
        headers.deliveryMode = deliveryMode;
    }

    @Override
    public boolean getJMSRedelivered() {
        return headers.redelivered;
    }

    @Override
    public void setJMSRedelivered(boolean redelivered) {
        headers.redelivered = redelivered;
    }

    @Override
    public @Nullable String getJMSType() {
        return headers.type();
    }

    @Override
    public void setJMSType(@Nullable String type) {
        headers.type(type);
    }

    @Override
    public long getJMSExpiration() {
        return headers.expiration;
    }

    @Override
    public void setJMSExpiration(long expiration) {
        headers.expiration = expiration;
    }

    @Override
    public long getJMSDeliveryTime() {
        return headers.deliveryTime;
    }

    @Override
    public void setJMSDeliveryTime(long deliveryTime) {
        headers.deliveryTime = deliveryTime;
    }

    @Override
    public int getJMSPriority() {
        return headers.priority;
    }

    @Override
    public void setJMSPriority(int priority) {
        headers.priority = priority;
    }

    @Override
    public void clearProperties() {
        propertiesLoaded = true;
        properties.clear();
        propertiesReadOnly = false;
    }

    @Override
    public boolean propertyExists(@Nullable String name) {
        return properties().contains(name);
    }

    @Override
    public boolean getBooleanProperty(@Nullable String name) throws JMSException {
        return properties().getBoolean(name);
    }

    @Override
    public byte getByteProperty(@Nullable String name) throws JMSException {
        return properties().getByte(name);
    }

    @Override
    public short getShortProperty(@Nullable String name) throws JMSException {
        return properties().getShort(name);
    }

    @Override
    public int getIntProperty(@Nullable String name) throws JMSException {
        return properties().getInt(name);
    }

    @Override
    public long getLongProperty(@Nullable String name) throws JMSException {
        return properties().getLong(name);
    }

    @Override
    public float getFloatProperty(@Nullable String name) throws JMSException {
        return properties().getFloat(name);
    }

    @Override
    public double getDoubleProperty(@Nullable String name) throws JMSException {
        return properties().getDouble(name);
    }

    @Override
    public @Nullable String getStringProperty(@Nullable String name) throws JMSException {
        return properties().getString(name);
    }

    @Override
    public @Nullable Object getObjectProperty(@Nullable String name) {
        return properties().get(name);
    }

    @Override
    public Enumeration<String> getPropertyNames() {
        return Collections.enumeration(properties().names());
    }

    @Override
    public void setBooleanProperty(@Nullable String name, boolean value) throws JMSException {
        setObjectProperty(name, value);
    }

    @Override
    public void setByteProperty(@Nullable String name, byte value) throws JMSException {
        setObjectProperty(name, value);
    }

    @Override
    public void setShortProperty(@Nullable String name, short value) throws JMSException {
        setObjectProperty(name, value);
    }

    @Override
    public void setIntProperty(@Nullable String name, int value) throws JMSException {
        setObjectProperty(name, value);
    }

    @Override
    public void setLongProperty(@Nullable String name, long value) throws JMSException {
        setObjectProperty(name, value);
    }

    @Override
    public void setFloatProperty(@Nullable String name, float value) throws JMSException {
        setObjectProperty(name, value);
    }

    @Override
    public void setDoubleProperty(@Nullable String name, double value) throws JMSException {
        setObjectProperty(name, value);
    }

    @Override
    public void setStringProperty(@Nullable String name, @Nullable String value) throws JMSException {
        setObjectProperty(name, value);
    }

    @Override
    public void setObjectProperty(@Nullable String name, @Nullable Object value) throws JMSException {
        PropertyNames.check(name);
        writingProperties().set(name, value);
    }

    @Override
    public void acknowledge() throws JMSException {
        Received from = received;
        if (from != null) {
            settled |= from.settle(Verdict.ACCEPT, settled);
        }
    }

    /**
     * Says when this message, which was received, shall come again if it is not acknowledged, whatever its queue's policy says: when its
     * session is recovered or rolled back, its listener fails, or its connection is lost. The broker bounds the time. Nothing is given back
     * by this call. Has no effect once the message is acknowledged or has gone back, and on a broker that does not know this.
     *
     * @param delay from its return, zero for at once
     * @return whether the broker knows this
     * @throws IllegalArgumentException if it is negative
     */
    public final boolean retryAfter(Duration delay) throws JMSException {
        return receivedOnly().retryAfter(delay);
    }

    /**
     * Gives this message back, which comes again when the policy of its queue or {@link #retryAfter} says: it counts an attempt. In a session of
     * INDIVIDUAL_ACKNOWLEDGE; returns when that is on disk.
     *
     * @throws jakarta.jms.IllegalStateException if this delivery is not open any more, or in another mode
     */
    public final void release() throws JMSException {
        settle(Verdict.RELEASE);
    }

    /** As {@link #release}: this message never comes again, but goes where the policy of its queue sends what is rejected. */
    public final void reject() throws JMSException {
        settle(Verdict.REJECT);
    }

    /**
     * The lease of this delivery begins anew, if its consumer has one. Any thread may call this.
     *
     * @throws jakarta.jms.IllegalStateException as with {@link #release}, or if there is no lease
     */
    public final void renew() throws JMSException {
        settle(Verdict.RENEW);
    }

    private void settle(Verdict verdict) throws JMSException {
        settled |= receivedOnly().settle(verdict, false);
    }

    private Received receivedOnly() throws JMSException {
        Received from = received;
        if (from == null) {
            throw new IllegalStateException("this message was not received");
        }
        return from;
    }

    @Override
    public void clearBody() throws JMSException {
        emptyBody();
        bodyReadOnly = false;
    }

    @Override
    public <T> @Nullable T getBody(Class<T> type) throws JMSException {
        if (bodyless()) {
            return null;
        }
        if (!assignable(type)) {
            throw new MessageFormatException(
                    "the body of a " + getClass().getSimpleName() + " is no " + type.getName());
        }
        return type.cast(bodyObject());
    }

    @Override
    @SuppressWarnings("rawtypes") // the interface is raw
    public boolean isBodyAssignableTo(Class type) throws JMSException {
        return bodyless() || assignable((Class<?>) type);
    }

    /** Whether there is a body; a plain message has none, and neither has a text that is null (Jakarta Messaging 3.1 section 8.6). */
    public final boolean hasBody() throws JMSException {
        return !bodyless();
    }
}
