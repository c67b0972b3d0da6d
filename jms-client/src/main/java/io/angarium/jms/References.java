package io.angarium.jms;

import javax.naming.RefAddr;
import javax.naming.Reference;

/** Makes JNDI references that {@code AngariumObjectFactory} resolves. No state. */
final class References {
    /** By name, since that package knows this one. */
    private static final String OBJECT_FACTORY = "io.angarium.jms.jndi.AngariumObjectFactory";

    private References() {}

    static Reference to(Class<?> type, RefAddr address) {
        return new Reference(type.getName(), address, OBJECT_FACTORY, null);
    }
}
