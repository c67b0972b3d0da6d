package io.angarium.server.selector;

/**
 * One token.
 *
 * @param kind what it is
 * @param text keywords in upper case, the content of a string literal, everything else as it stands
 * @param position where it begins
 */
record Token(Kind kind, String text, int position) {

    enum Kind {
        IDENTIFIER,
        KEYWORD,
        TEXT,
        NUMBER,
        SYMBOL,
        END
    }

    /** Whether it is this keyword or symbol. */
    boolean is(String expected) {
        return (kind == Kind.KEYWORD || kind == Kind.SYMBOL) && text.equals(expected);
    }

    /** For messages. */
    String described() {
        return switch (kind) {
            case TEXT -> "a string";
            case END -> "the end";
            default -> "'" + text + "'";
        };
    }
}
