package io.angarium.jms.jndi;

import java.util.Iterator;
import java.util.List;
import javax.naming.NamingEnumeration;

/** A naming enumeration over a list. Used by one thread. */
final class ListEnumeration<T> implements NamingEnumeration<T> {
    private final Iterator<T> iterator;

    ListEnumeration(List<T> items) {
        this.iterator = List.copyOf(items).iterator();
    }

    @Override
    public boolean hasMore() {
        return iterator.hasNext();
    }

    @Override
    public T next() {
        return iterator.next();
    }

    @Override
    public boolean hasMoreElements() {
        return iterator.hasNext();
    }

    @Override
    public T nextElement() {
        return iterator.next();
    }

    /** Does nothing: the list needs no closing. */
    @Override
    public void close() {
        // Nothing is held.
    }
}
