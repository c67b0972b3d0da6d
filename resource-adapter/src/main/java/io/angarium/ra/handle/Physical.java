package io.angarium.ra.handle;

import io.angarium.jms.session.AngariumSession;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * An object made of a physical session, and the recipe to make it again of another one, when the container has moved its handle to
 * another managed connection. Used as its session.
 *
 * @param <T> what is made
 */
final class Physical<T> {
    private static final Logger LOG = System.getLogger(Physical.class.getName());

    private final SessionHandle owner;
    private final String what;
    private final Recipe<T> recipe;
    private final Closer<T> closer;
    private @Nullable T made;
    private boolean closed;

    /** Makes the object. */
    @FunctionalInterface
    interface Recipe<T> {
        T make(AngariumSession session) throws JMSException;
    }

    /** Closes the object. */
    @FunctionalInterface
    interface Closer<T> {
        void close(T object) throws JMSException;
    }

    /**
     * Made at once, so that mistakes are told where they are made.
     *
     * @param what it is, for errors
     */
    Physical(SessionHandle owner, String what, Recipe<T> recipe, Closer<T> closer) throws JMSException {
        this.owner = owner;
        this.what = what;
        this.recipe = recipe;
        this.closer = closer;
        made = recipe.make(owner.physical());
    }

    T get() throws JMSException {
        if (closed) {
            throw new IllegalStateException("the " + what + " is closed");
        }
        AngariumSession session = owner.physical(); // also where it is not needed: the handles above must be open
        T object = made;
        if (object == null) {
            object = recipe.make(session);
            made = object;
        }
        return object;
    }

    /** Closes the object; the next use makes it again. */
    void release() {
        try {
            closeMade();
        } catch (JMSException e) {
            LOG.log(Level.DEBUG, "closing a " + what + " of a connection that goes back to its pool", e);
        }
    }

    void close() throws JMSException {
        if (!closed) {
            closed = true;
            owner.forget(this);
            closeMade();
        }
    }

    private void closeMade() throws JMSException {
        T object = made;
        made = null;
        if (object != null) {
            closer.close(object);
        }
    }
}
