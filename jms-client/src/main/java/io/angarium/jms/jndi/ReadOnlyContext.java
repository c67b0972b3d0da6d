package io.angarium.jms.jndi;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Binding;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.InvalidNameException;
import javax.naming.Name;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NameParser;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.NotContextException;
import javax.naming.OperationNotSupportedException;
import org.jspecify.annotations.Nullable;

/**
 * A context over {@link Bindings}, or the part of it below a prefix. What changes it throws {@link OperationNotSupportedException}; its
 * environment may be changed, to no effect. Any thread may look up.
 */
@SuppressWarnings("BanJNDI") // It is JNDI; its objects come from memory, nothing is deserialised.
final class ReadOnlyContext implements Context {
    private final Bindings bindings;
    private final Map<Object, Object> environment = new ConcurrentHashMap<>();
    /** Empty, or ends with a slash. */
    private final String prefix;

    ReadOnlyContext(Bindings bindings, @Nullable Map<?, ?> environment, String prefix) {
        this.bindings = bindings;
        this.prefix = prefix;
        if (environment != null) {
            this.environment.putAll(environment);
        }
    }

    @Override
    public Object lookup(String name) throws NamingException {
        String full = prefix + withoutScheme(name);
        if (full.equals(prefix)) {
            return new ReadOnlyContext(bindings, environment, prefix);
        }
        Object found = bindings.objects().get(full);
        if (found != null) {
            return found;
        }
        if (isContext(full + "/")) {
            return new ReadOnlyContext(bindings, environment, full + "/");
        }
        throw new NameNotFoundException("\"" + name + "\" is not bound; bound are: "
                + String.join(", ", bindings.objects().keySet()));
    }

    @Override
    public Object lookup(Name name) throws NamingException {
        return lookup(text(name));
    }

    @Override
    public Object lookupLink(String name) throws NamingException {
        return lookup(name);
    }

    @Override
    public Object lookupLink(Name name) throws NamingException {
        return lookup(name);
    }

    @Override
    public NamingEnumeration<NameClassPair> list(String name) throws NamingException {
        List<NameClassPair> pairs = new ArrayList<>();
        children(name)
                .forEach((child, object) ->
                        pairs.add(new NameClassPair(child, object.getClass().getName())));
        return new ListEnumeration<>(pairs);
    }

    @Override
    public NamingEnumeration<NameClassPair> list(Name name) throws NamingException {
        return list(text(name));
    }

    @Override
    public NamingEnumeration<Binding> listBindings(String name) throws NamingException {
        List<Binding> all = new ArrayList<>();
        children(name).forEach((child, object) -> all.add(new Binding(child, object)));
        return new ListEnumeration<>(all);
    }

    @Override
    public NamingEnumeration<Binding> listBindings(Name name) throws NamingException {
        return listBindings(text(name));
    }

    @Override
    public NameParser getNameParser(String name) {
        return CompositeName::new;
    }

    @Override
    public NameParser getNameParser(Name name) {
        return CompositeName::new;
    }

    @Override
    public Name composeName(Name name, Name before) throws NamingException {
        return ((Name) before.clone()).addAll(name);
    }

    @Override
    public String composeName(String name, String before) throws NamingException {
        return composeName(new CompositeName(name), new CompositeName(before)).toString();
    }

    @Override
    public @Nullable Object addToEnvironment(String key, Object value) {
        return environment.put(key, value);
    }

    @Override
    public @Nullable Object removeFromEnvironment(String key) {
        return environment.remove(key);
    }

    @Override
    public Hashtable<?, ?> getEnvironment() {
        return new Hashtable<>(environment);
    }

    @Override
    public String getNameInNamespace() {
        return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
    }

    /** Does nothing: there is nothing to release. */
    @Override
    public void close() {
        // The objects live on in those who looked them up.
    }

    @Override
    public void bind(Name name, Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void bind(String name, Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rebind(Name name, Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rebind(String name, Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void unbind(Name name) throws NamingException {
        throw readOnly();
    }

    @Override
    public void unbind(String name) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rename(Name from, Name to) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rename(String from, String to) throws NamingException {
        throw readOnly();
    }

    @Override
    public void destroySubcontext(Name name) throws NamingException {
        throw readOnly();
    }

    @Override
    public void destroySubcontext(String name) throws NamingException {
        throw readOnly();
    }

    @Override
    public Context createSubcontext(Name name) throws NamingException {
        throw readOnly();
    }

    @Override
    public Context createSubcontext(String name) throws NamingException {
        throw readOnly();
    }

    private static NamingException readOnly() {
        return new OperationNotSupportedException("this context is read-only: its names come from the JNDI properties");
    }

    private boolean isContext(String fullWithSlash) {
        SortedMap<String, Object> behind = bindings.objects().tailMap(fullWithSlash);
        return !behind.isEmpty() && behind.firstKey().startsWith(fullWithSlash);
    }

    /** The objects directly below a context, by relative name. */
    private SortedMap<String, Object> children(String name) throws NamingException {
        if (!(lookup(name) instanceof ReadOnlyContext context)) {
            throw new NotContextException("\"" + name + "\" is an object, not a context");
        }
        String start = context.prefix;
        SortedMap<String, Object> children = new TreeMap<>();
        bindings.objects().tailMap(start).forEach((full, object) -> {
            if (full.startsWith(start)) {
                int slash = full.indexOf('/', start.length());
                if (slash < 0) {
                    children.put(full.substring(start.length()), object);
                } else {
                    children.putIfAbsent(
                            full.substring(start.length(), slash),
                            new ReadOnlyContext(bindings, environment, full.substring(0, slash + 1)));
                }
            }
        });
        return children;
    }

    /** Some containers hand the scheme of a {@code java:} name through. */
    private static String withoutScheme(String name) {
        return name.startsWith("java:") ? name.substring("java:".length()) : name;
    }

    private static String text(Name name) throws InvalidNameException {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < name.size(); i++) {
            parts.add(name.get(i));
        }
        return String.join("/", parts);
    }
}
