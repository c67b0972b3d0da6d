package io.angarium.server.selector;

import java.util.Arrays;

/**
 * The pattern of LIKE: {@code _} stands for one character, {@code %} for any run of them. Matching goes back to the last {@code %}
 * only, so that its cost is at most the product of both lengths.
 */
final class LikePattern {
    private static final int ANY_ONE = -1;
    private static final int ANY_RUN = -2;
    private static final int NO_ESCAPE = -1;

    /** Code points, and the two wildcards as negative numbers. */
    private final int[] symbols;

    private LikePattern(int[] symbols) {
        this.symbols = symbols;
    }

    /** Without an escape character. */
    static LikePattern of(String pattern) {
        return of(pattern, NO_ESCAPE);
    }

    /**
     * With an escape character, which makes the next one an ordinary one.
     *
     * @throws IllegalArgumentException if the pattern ends with the escape character
     */
    static LikePattern of(String pattern, int escape) {
        int[] points = pattern.codePoints().toArray();
        int[] symbols = new int[points.length];
        int count = 0;
        boolean escaped = false;
        for (int point : points) {
            if (!escaped && point == escape) {
                escaped = true;
            } else {
                symbols[count++] = escaped ? point : symbol(point);
                escaped = false;
            }
        }
        if (escaped) {
            throw new IllegalArgumentException("the pattern ends with its escape character");
        }
        return new LikePattern(Arrays.copyOf(symbols, count));
    }

    private static int symbol(int point) {
        if (point == '_') {
            return ANY_ONE;
        }
        return point == '%' ? ANY_RUN : point;
    }

    boolean matches(String text) {
        int at = 0;
        int symbol = 0;
        int runSymbol = -1;
        int runAt = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            if (symbol < symbols.length && symbols[symbol] == ANY_RUN) {
                runSymbol = ++symbol;
                runAt = at;
            } else if (symbol < symbols.length && (symbols[symbol] == ANY_ONE || symbols[symbol] == point)) {
                symbol++;
                at += Character.charCount(point);
            } else if (runSymbol >= 0) {
                symbol = runSymbol;
                runAt += Character.charCount(text.codePointAt(runAt));
                at = runAt;
            } else {
                return false;
            }
        }
        while (symbol < symbols.length && symbols[symbol] == ANY_RUN) {
            symbol++;
        }
        return symbol == symbols.length;
    }
}
