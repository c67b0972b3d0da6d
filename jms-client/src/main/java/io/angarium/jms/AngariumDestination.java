package io.angarium.jms;

import io.angarium.jms.message.Addressed;
import io.angarium.wire.Destination;
import java.io.Serializable;
import java.util.Locale;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;
import org.jspecify.annotations.Nullable;

/**
 * What all destination objects are: a kind and a physical name, equal when both are, whatever class the other is of (Jakarta Messaging 3.1 section 5.1). Immutable.
 */
abstract class AngariumDestination implements Addressed, Serializable, Referenceable {
    private static final long serialVersionUID = 1L;

    /** The address under which a reference keeps the physical name. */
    static final String NAME_ADDRESS = "name";

    private final Destination.Kind kind;
    private final String name;
    private transient @Nullable Destination address; // made when first asked for: an object that travelled has none

    AngariumDestination(Destination.Kind kind, String name) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("a destination needs a name");
        }
        this.kind = kind;
        this.name = name;
    }

    final String name() {
        return name;
    }

    @Override
    public final Destination address() {
        Destination known = address;
        if (known == null) {
            known = new Destination(kind, name);
            address = known;
        }
        return known;
    }

    @Override
    public Reference getReference() throws NamingException {
        return References.to(getClass(), new StringRefAddr(NAME_ADDRESS, name));
    }

    @Override
    public final boolean equals(Object other) {
        return other == this
                || (other instanceof Addressed destination
                        && destination.address().equals(address()));
    }

    @Override
    public final int hashCode() {
        return address().hashCode();
    }

    /** Kind and name, as in {@code queue://orders}. */
    @Override
    public final String toString() {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + "://" + name;
    }
}
