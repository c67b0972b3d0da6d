package io.angarium.server.selector;

import org.jspecify.annotations.Nullable;

/** Numeric promotion as in section 3.8.1.1: exact numbers are calculated and compared as long, all others as double. */
final class Numbers {
    private Numbers() {}

    /** The result, or null (unknown) if an operand is no number or the result does not exist. */
    static @Nullable Number calculate(char operator, @Nullable Object left, @Nullable Object right) {
        if (!(left instanceof Number a) || !(right instanceof Number b)) {
            return null;
        }
        if (approximate(a) || approximate(b)) {
            return approximately(operator, a.doubleValue(), b.doubleValue());
        }
        return exactly(operator, a.longValue(), b.longValue());
    }

    /** The opposite number, or null (unknown) if it is no number. */
    static @Nullable Number negate(@Nullable Object operand) {
        if (!(operand instanceof Number number)) {
            return null;
        }
        if (approximate(number)) {
            return -number.doubleValue();
        }
        return -number.longValue();
    }

    /** Whether the relation holds; with NaN only "different" does. */
    static boolean holds(Relation relation, Number left, Number right) {
        if (approximate(left) || approximate(right)) {
            double a = left.doubleValue();
            double b = right.doubleValue();
            return switch (relation) {
                case EQUAL -> a == b;
                case DIFFERENT -> a != b;
                case LESS -> a < b;
                case AT_MOST -> a <= b;
                case GREATER -> a > b;
                case AT_LEAST -> a >= b;
            };
        }
        return relation.holds(Long.compare(left.longValue(), right.longValue()));
    }

    private static boolean approximate(Number number) {
        return number instanceof Double || number instanceof Float;
    }

    private static @Nullable Long exactly(char operator, long a, long b) {
        return switch (operator) {
            case '+' -> a + b;
            case '-' -> a - b;
            case '*' -> a * b;
            default -> b == 0 ? null : (Long) (a / b);
        };
    }

    private static Double approximately(char operator, double a, double b) {
        return switch (operator) {
            case '+' -> a + b;
            case '-' -> a - b;
            case '*' -> a * b;
            default -> a / b;
        };
    }
}
