package io.angarium.jms.jndi;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.AngariumQueue;
import io.angarium.jms.AngariumTopic;
import io.angarium.jms.AngariumXAConnectionFactory;
import java.util.Hashtable;
import java.util.Map;
import java.util.function.BiConsumer;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NamingException;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes administered objects, Jakarta Messaging 3.1 section 5.1, from the {@link Reference}s that they were stored as in a naming service: a connection factory from its
 * {@link #URI} and bean properties, a queue or topic from its {@link #NAME}.
 */
public final class AngariumObjectFactory implements ObjectFactory {
    /** Type of the reference address that holds the URI of a connection factory. */
    public static final String URI = "uri";

    /** Type of the reference address that holds the name of a queue or topic. */
    public static final String NAME = "name";

    private static final Map<String, BiConsumer<AngariumConnectionFactory, String>> PROPERTIES = Map.of(
            "user", AngariumConnectionFactory::setUser,
            "password", AngariumConnectionFactory::setPassword,
            "clientId", AngariumConnectionFactory::setClientId,
            "trustedClasses", AngariumConnectionFactory::setTrustedClasses,
            "trustedPackages", AngariumConnectionFactory::setTrustedPackages);

    /** For JNDI. */
    public AngariumObjectFactory() {}

    /**
     * {@inheritDoc}
     *
     * @return the object, or null if the reference is none of ours, so that JNDI asks other factories
     * @throws NamingException if the reference is ours and lacks its address
     */
    @Override
    public @Nullable Object getObjectInstance(
            @Nullable Object stored,
            @Nullable Name name,
            @Nullable Context context,
            @Nullable Hashtable<?, ?> environment)
            throws NamingException {
        if (!(stored instanceof Reference reference)) {
            return null;
        }
        String type = reference.getClassName();
        if (type.equals(AngariumConnectionFactory.class.getName())) {
            return set(new AngariumConnectionFactory(content(reference, URI)), reference);
        }
        if (type.equals(AngariumXAConnectionFactory.class.getName())) {
            return set(new AngariumXAConnectionFactory(content(reference, URI)), reference);
        }
        if (type.equals(AngariumQueue.class.getName())) {
            return new AngariumQueue(content(reference, NAME));
        }
        if (type.equals(AngariumTopic.class.getName())) {
            return new AngariumTopic(content(reference, NAME));
        }
        return null;
    }

    private static AngariumConnectionFactory set(AngariumConnectionFactory factory, Reference reference)
            throws NamingException {
        for (Map.Entry<String, BiConsumer<AngariumConnectionFactory, String>> property : PROPERTIES.entrySet()) {
            if (reference.get(property.getKey()) != null) {
                property.getValue().accept(factory, content(reference, property.getKey()));
            }
        }
        return factory;
    }

    private static String content(Reference reference, String type) throws NamingException {
        RefAddr address = reference.get(type);
        if (address == null || !(address.getContent() instanceof String content)) {
            throw new NamingException("the reference to a " + reference.getClassName() + " has no " + type);
        }
        return content;
    }
}
