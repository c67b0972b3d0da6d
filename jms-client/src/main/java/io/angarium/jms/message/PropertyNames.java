package io.angarium.jms.message;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may be the name of a property: Jakarta Messaging 3.1 sections 3.5.1 and 3.8.1.1. Pure functions. */
public final class PropertyNames {
    /** How often delivery was attempted; set by the provider on received messages only. */
    public static final String DELIVERY_COUNT = "JMSXDeliveryCount";

    private static final Set<String> RESERVED =
            Set.of("NULL", "TRUE", "FALSE", "NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS", "ESCAPE");

    private PropertyNames() {}

    /**
     * Checks the name of a property to be set.
     *
     * @throws IllegalArgumentException if it is null, empty, no identifier or a reserved word of the selector language
     */
    public static String check(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("the name of a property must not be null or empty");
        }
        if (!Character.isJavaIdentifierStart(name.codePointAt(0))
                || !name.codePoints().allMatch(Character::isJavaIdentifierPart)) {
            throw new IllegalArgumentException("'" + name + "' is not an identifier, so it cannot name a property");
        }
        if (RESERVED.contains(name.toUpperCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "'" + name + "' is a reserved word of the selector language, so it cannot name a property");
        }
        return name;
    }
}
