package io.angarium.server.selector;

import org.jspecify.annotations.Nullable;

/** The three values of a condition, with the truth tables of section 3.8.1.2. */
enum Truth {
    TRUE,
    FALSE,
    UNKNOWN;

    static Truth of(boolean value) {
        return value ? TRUE : FALSE;
    }

    Truth not() {
        return switch (this) {
            case TRUE -> FALSE;
            case FALSE -> TRUE;
            case UNKNOWN -> UNKNOWN;
        };
    }

    /** As a value to compare, null for unknown. */
    @Nullable
    Boolean value() {
        return this == UNKNOWN ? null : this == TRUE;
    }
}
