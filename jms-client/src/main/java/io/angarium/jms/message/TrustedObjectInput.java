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
            throw failure(refusal(culprit), e);
        } catch (RuntimeException
                | LinkageError
                | StackOverflowError e) { // of the object's own code, or of bytes made to harm
            throw failure("the object cannot be read: " + e, e);
        }
    }

    private static String refusal(Class<?> culprit) {
        String name = culprit.getName();
        if (Proxy.isProxyClass(culprit)) {
            return "proxy class " + name
                    + " is refused: proxies are not read from object messages, whatever is trusted;"
                    + " send an object of a class of its own";
        }
        String orPackage =
                culprit.getPackageName().isEmpty() ? "" : " (or trustedPackages=" + culprit.getPackageName() + ")";
        return "class " + name + " is not trusted in object messages; to trust it, add trustedClasses=" + name
                + orPackage + " to the broker URI, or call setTrustedClasses on the connection factory";
    }

    private static MessageFormatException failure(String text, Throwable cause) {
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
