package io.angarium.jms.message;

import io.angarium.jms.error.JmsExceptions;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Reads one serialised object under an {@link ObjectTrust}, enforced by the JDK's {@link ObjectInputFilter} before any object of a class
 * is made. Classes are looked up by the context class loader first. Lives for one read.
 */
final class TrustedObjectInput extends ObjectInputStream {
    private static final int LEAST_ARRAY_LIMIT = 1024;
    private static final long MAX_DEPTH = 1000;

    private final ObjectTrust trust;
    private final long arrayLimit;
    private @Nullable Class<?> refused;

    private TrustedObjectInput(InputStream in, ObjectTrust trust, int size) throws IOException {
        super(in);
        this.trust = trust;
        // An element takes at least a byte of the stream, a hash table is at most half empty.
        arrayLimit = Math.max(LEAST_ARRAY_LIMIT, 4L * size);
        setObjectInputFilter(this::check);
    }

    /**
     * Reads an object.
     *
     * @throws MessageFormatException if a class is not trusted or not found, or the bytes are no serialised object
     */
    static Serializable read(byte[] bytes, ObjectTrust trust) throws JMSException {
        try (TrustedObjectInput in = new TrustedObjectInput(new ByteArrayInputStream(bytes), trust, bytes.length)) {
            return in.readTrusted();
        } catch (IOException e) {
            throw failure("the object cannot be read: " + e.getMessage(), e);
        }
    }

    private Serializable readTrusted() throws JMSException, IOException {
        try {
            return (Serializable) readObject();
        } catch (ClassNotFoundException e) {
            throw failure("the object's class " + e.getMessage() + " is not on the class path of the receiver", e);
        } catch (IOException e) {
            Class<?> culprit = refused;
            if (culprit == null) {
                throw e;
            }
            String name = culprit.getName();
            throw failure(
                    "class " + name + " is not trusted in object messages; to trust it, add trustedClasses=" + name
                            + " (or trustedPackages=" + culprit.getPackageName()
                            + ") to the broker URI, or call setTrustedClasses on the connection factory",
                    e);
        }
    }

    private static MessageFormatException failure(String text, Exception cause) {
        return JmsExceptions.caused(new MessageFormatException(text), cause);
    }

    private ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info) {
        if (trust.allowsEverything()) {
            return ObjectInputFilter.Status.ALLOWED;
        }
        if (info.depth() > MAX_DEPTH || info.arrayLength() > arrayLimit) {
            return ObjectInputFilter.Status.REJECTED;
        }
        Class<?> type = info.serialClass();
        if (type == null) {
            return ObjectInputFilter.Status.UNDECIDED;
        }
        while (type.isArray()) {
            type = type.getComponentType();
        }
        if (Proxy.isProxyClass(type) || !trust.allows(type)) {
            refused = type;
            return ObjectInputFilter.Status.REJECTED;
        }
        return ObjectInputFilter.Status.ALLOWED;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        if (loader != null) {
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(description); // also knows the primitive types
            }
        }
        return super.resolveClass(description);
    }
}
