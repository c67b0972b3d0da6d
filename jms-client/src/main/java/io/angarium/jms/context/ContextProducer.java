package io.angarium.jms.context;

import io.angarium.jms.error.Unchecked;
import io.angarium.jms.message.PropertyBag;
import io.angarium.jms.sending.SendOptions;
import io.angarium.jms.session.AngariumSession;
import jakarta.jms.CompletionListener;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.ObjectMessage;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A producer of the simplified API, with headers and properties for all that it sends: Jakarta Messaging 3.1 section 7.2. Used as its context. */
public class ContextProducer implements JMSProducer {
    private final Unchecked.Call<AngariumSession> source;
    private final PropertyBag properties = new PropertyBag();
    private SendOptions options = SendOptions.DEFAULT;
    private @Nullable CompletionListener completion;
    private @Nullable Object correlation; // String or byte[]
    private @Nullable String type;
    private @Nullable Destination replyTo;

    /** A producer that asks for the session with each call, which throws if the context is closed. */
    public ContextProducer(Unchecked.Call<AngariumSession> source) {
        this.source = source;
    }

    private JMSProducer with(Unchecked.Action action) {
        Unchecked.run(action);
        return this;
    }

    private JMSProducer sendNew(Destination destination, Unchecked.Call<Message> message) {
        return send(destination, Unchecked.get(message));
    }

    @Override
    public JMSProducer send(Destination destination, @Nullable Message message) {
        if (message == null) {
            throw new MessageFormatRuntimeException("there is no message to send");
        }
        return with(() -> {
            dress(message);
            source.call().send(destination, message, options, completion);
        });
    }

    private void dress(Message message) throws JMSException {
        for (Map.Entry<String, @Nullable Object> property : properties.asMap().entrySet()) {
            message.setObjectProperty(property.getKey(), property.getValue());
        }
        if (correlation instanceof byte[] bytes) {
            message.setJMSCorrelationIDAsBytes(bytes);
        } else if (correlation instanceof String text) {
            message.setJMSCorrelationID(text);
        }
        if (type != null) {
            message.setJMSType(type);
        }
        if (replyTo != null) {
            message.setJMSReplyTo(replyTo);
        }
    }

    @Override
    public JMSProducer send(Destination destination, @Nullable String body) {
        return sendNew(destination, () -> source.call().createTextMessage(body));
    }

    @Override
    public JMSProducer send(Destination destination, @Nullable Map<String, Object> body) {
        return sendNew(destination, () -> {
            MapMessage message = source.call().createMapMessage();
            if (body != null) {
                for (Map.Entry<String, Object> entry : body.entrySet()) {
                    message.setObject(entry.getKey(), entry.getValue());
                }
            }
            return message;
        });
    }

    @Override
    public JMSProducer send(Destination destination, byte @Nullable [] body) {
        return sendNew(destination, () -> {
            var message = source.call().createBytesMessage();
            if (body != null) {
                message.writeBytes(body);
            }
            return message;
        });
    }

    @Override
    public JMSProducer send(Destination destination, @Nullable Serializable body) {
        return sendNew(destination, () -> {
            ObjectMessage message = source.call().createObjectMessage();
            message.setObject(body);
            return message;
        });
    }

    @Override
    public JMSProducer setDisableMessageID(boolean value) {
        options = options.withId(!value);
        return this;
    }

    @Override
    public boolean getDisableMessageID() {
        return !options.withId();
    }

    @Override
    public JMSProducer setDisableMessageTimestamp(boolean value) {
        options = options.withTimestamp(!value);
        return this;
    }

    @Override
    public boolean getDisableMessageTimestamp() {
        return !options.withTimestamp();
    }

    @Override
    public JMSProducer setDeliveryMode(int deliveryMode) {
        return with(() -> options = options.deliveryMode(deliveryMode));
    }

    @Override
    public int getDeliveryMode() {
        return options.deliveryMode();
    }

    @Override
    public JMSProducer setPriority(int priority) {
        return with(() -> options = options.priority(priority));
    }

    @Override
    public int getPriority() {
        return options.priority();
    }

    @Override
    public JMSProducer setTimeToLive(long timeToLive) {
        return with(() -> options = options.timeToLive(timeToLive));
    }

    @Override
    public long getTimeToLive() {
        return options.timeToLive();
    }

    @Override
    public JMSProducer setDeliveryDelay(long deliveryDelay) {
        return with(() -> options = options.deliveryDelay(deliveryDelay));
    }

    @Override
    public long getDeliveryDelay() {
        return options.deliveryDelay();
    }

    @Override
    public JMSProducer setAsync(@Nullable CompletionListener listener) {
        completion = listener;
        return this;
    }

    @Override
    public @Nullable CompletionListener getAsync() {
        return completion;
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, boolean value) {
        return setProperty(name, (Object) value);
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, byte value) {
        return setProperty(name, (Object) value);
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, short value) {
        return setProperty(name, (Object) value);
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, int value) {
        return setProperty(name, (Object) value);
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, long value) {
        return setProperty(name, (Object) value);
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, float value) {
        return setProperty(name, (Object) value);
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, double value) {
        return setProperty(name, (Object) value);
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, @Nullable String value) {
        return setProperty(name, (Object) value);
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, @Nullable Object value) {
        return with(() -> properties.set(name, value));
    }

    @Override
    public JMSProducer clearProperties() {
        properties.clear();
        return this;
    }

    @Override
    public boolean propertyExists(@Nullable String name) {
        return properties.contains(name);
    }

    @Override
    public boolean getBooleanProperty(@Nullable String name) {
        return Unchecked.get(() -> properties.getBoolean(name));
    }

    @Override
    public byte getByteProperty(@Nullable String name) {
        return Unchecked.get(() -> properties.getByte(name));
    }

    @Override
    public short getShortProperty(@Nullable String name) {
        return Unchecked.get(() -> properties.getShort(name));
    }

    @Override
    public int getIntProperty(@Nullable String name) {
        return Unchecked.get(() -> properties.getInt(name));
    }

    @Override
    public long getLongProperty(@Nullable String name) {
        return Unchecked.get(() -> properties.getLong(name));
    }

    @Override
    public float getFloatProperty(@Nullable String name) {
        return Unchecked.get(() -> properties.getFloat(name));
    }

    @Override
    public double getDoubleProperty(@Nullable String name) {
        return Unchecked.get(() -> properties.getDouble(name));
    }

    @Override
    public @Nullable String getStringProperty(@Nullable String name) {
        return Unchecked.getNullable(() -> properties.getString(name));
    }

    @Override
    public @Nullable Object getObjectProperty(@Nullable String name) {
        return properties.get(name);
    }

    @Override
    public Set<String> getPropertyNames() {
        return properties.names();
    }

    @Override
    public JMSProducer setJMSCorrelationIDAsBytes(byte @Nullable [] correlationID) {
        correlation = correlationID == null ? null : correlationID.clone();
        return this;
    }

    @Override
    public byte @Nullable [] getJMSCorrelationIDAsBytes() {
        if (correlation instanceof byte[] bytes) {
            return bytes.clone();
        }
        return correlation == null ? null : correlation.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public JMSProducer setJMSCorrelationID(@Nullable String correlationID) {
        correlation = correlationID;
        return this;
    }

    @Override
    public @Nullable String getJMSCorrelationID() {
        return correlation instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : (String) correlation;
    }

    @Override
    public JMSProducer setJMSType(@Nullable String newType) {
        type = newType;
        return this;
    }

    @Override
    public @Nullable String getJMSType() {
        return type;
    }

    @Override
    public JMSProducer setJMSReplyTo(@Nullable Destination newReplyTo) {
        replyTo = newReplyTo;
        return this;
    }

    @Override
    public @Nullable Destination getJMSReplyTo() {
        return replyTo;
    }
}
