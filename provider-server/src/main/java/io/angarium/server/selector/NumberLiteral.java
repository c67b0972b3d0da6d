package io.angarium.server.selector;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Numbers as the Java language writes them, section 3.8.1.1: exact ones decimal, 0x hexadecimal, 0 octal or 0b binary, all in the range
 * of long, an L after them allowed; approximate ones with a point, an exponent, or an F or D after them; underscores between digits.
 */
final class NumberLiteral {
    private static final String BEYOND_LONG = "9223372036854775808";

    private static final Pattern NOT_BETWEEN_DIGITS = Pattern.compile("(?<![0-9_])_|_(?![0-9_])");
    private static final Pattern NOT_BETWEEN_HEX_DIGITS = Pattern.compile("(?<![0-9a-f_])_|_(?![0-9a-f_])");

    private NumberLiteral() {}

    /**
     * The value of a literal.
     *
     * @param negative a minus stands before it: the result is negated, which makes the smallest long possible
     * @throws NumberFormatException if it is none, or out of range
     */
    static Number of(String literal, boolean negative) {
        String text = withoutUnderscores(literal.toLowerCase(Locale.ROOT));
        if (isApproximate(text)) {
            return approximate(text, negative);
        }
        String digits = text.endsWith("l") ? text.substring(0, text.length() - 1) : text;
        if (negative && digits.equals(BEYOND_LONG)) {
            return Long.MIN_VALUE;
        }
        long value = exact(digits);
        return negative ? -value : value;
    }

    /** Underscores may stand between digits, as in the Java language. */
    private static String withoutUnderscores(String text) {
        if (text.indexOf('_') < 0) {
            return text;
        }
        Pattern misplaced = text.startsWith("0x") ? NOT_BETWEEN_HEX_DIGITS : NOT_BETWEEN_DIGITS;
        if (misplaced.matcher(text).find()) {
            throw new NumberFormatException(text);
        }
        return text.replace("_", "");
    }

    private static boolean isApproximate(String text) {
        if (text.startsWith("0x")) {
            return text.indexOf('p') > 0;
        }
        return text.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'f' || c == 'd');
    }

    private static long exact(String digits) {
        if (digits.startsWith("0x")) {
            return unsigned(digits.substring(2), 16);
        }
        if (digits.startsWith("0b")) {
            return unsigned(digits.substring(2), 2);
        }
        return digits.length() > 1 && digits.charAt(0) == '0'
                ? unsigned(digits.substring(1), 8)
                : Long.parseLong(digits);
    }

    private static long unsigned(String digits, int radix) {
        if (digits.startsWith("+") || digits.startsWith("-")) {
            throw new NumberFormatException(digits);
        }
        return Long.parseUnsignedLong(digits, radix);
    }

    private static Number approximate(String text, boolean negative) {
        boolean isFloat = text.endsWith("f");
        double value = isFloat ? Float.parseFloat(text) : Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw new NumberFormatException(text);
        }
        double signed = negative ? -value : value;
        return isFloat ? (Number) (float) signed : (Number) signed;
    }
}
