package io.angarium.server.selector;

/** The comparison operators. */
enum Relation {
    EQUAL,
    DIFFERENT,
    LESS,
    AT_MOST,
    GREATER,
    AT_LEAST;

    /** Strings and booleans know only these two. */
    boolean isEquality() {
        return this == EQUAL || this == DIFFERENT;
    }

    /** Whether it holds, given the sign of a comparison. */
    boolean holds(int sign) {
        return switch (this) {
            case EQUAL -> sign == 0;
            case DIFFERENT -> sign != 0;
            case LESS -> sign < 0;
            case AT_MOST -> sign <= 0;
            case GREATER -> sign > 0;
            case AT_LEAST -> sign >= 0;
        };
    }
}
