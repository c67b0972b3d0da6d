package io.angarium.jms.message;

import java.io.Serializable;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which classes received object messages may hold. Nothing is trusted that is not listed, but the wrappers of primitives, String, plain
 * objects, what trusted collections and enums are made of, and arrays of all these. Immutable.
 */
public final class ObjectTrust implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Refuses everything that is not harmless by nature. */
    public static final ObjectTrust NOTHING = new ObjectTrust(Set.of(), Set.of());

    /** For objects that this process made itself. */
    static final ObjectTrust EVERYTHING = new ObjectTrust(Set.of(), Set.of(""));

    private static final Set<String> HARMLESS = Set.of(
            "java.lang.Boolean",
            "java.lang.Byte",
            "java.lang.Character",
            "java.lang.Double",
            "java.lang.Enum",
            "java.lang.Float",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Number",
            "java.lang.Object",
            "java.lang.Short",
            "java.lang.String",
            "java.util.Map$Entry");

    private final TreeSet<String> classes;
    private final TreeSet<String> packages;

    /**
     * @param classes names of classes
     * @param packages names of packages, whose subpackages are trusted too; {@code *} trusts everything
     */
    public ObjectTrust(Collection<String> classes, Collection<String> packages) {
        this.classes = new TreeSet<>(classes);
        this.packages = new TreeSet<>(packages);
        if (this.packages.remove("*")) {
            this.packages.add("");
        }
    }

    /** Whether objects of a class, which is no array, may be read. */
    boolean allows(Class<?> type) {
        String name = type.getName();
        return type.isPrimitive() || HARMLESS.contains(name) || classes.contains(name) || inTrustedPackage(name);
    }

    /** Whether {@link #allows} answers yes to everything. */
    boolean allowsEverything() {
        return packages.contains("");
    }

    private boolean inTrustedPackage(String className) {
        return packages.stream().anyMatch(trusted -> trusted.isEmpty() || className.startsWith(trusted + "."));
    }
}
