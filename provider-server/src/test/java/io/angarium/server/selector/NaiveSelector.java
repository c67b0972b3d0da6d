package io.angarium.server.selector;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Random selectors with an evaluator of their own, which shares nothing with the product's: values are looked up in a map, truth is a
 * number (0 false, 1 unknown, 2 true) with AND as the minimum, LIKE is a regular expression.
 */
interface NaiveSelector {
    String text();

    @Nullable
    Object value(Map<String, Object> message);

    /** 0 false, 1 unknown, 2 true. */
    default int truth(Map<String, Object> message) {
        return value(message) instanceof Boolean b ? (b ? 2 : 0) : 1;
    }

    record Node(String text, java.util.function.Function<Map<String, Object>, @Nullable Object> evaluator)
            implements NaiveSelector {
        @Override
        public @Nullable Object value(Map<String, Object> message) {
            return evaluator.apply(message);
        }
    }

    /** Makes random selectors. */
    final class Generator {
        private static final List<String> NAMES = List.of("i", "l", "d", "f", "s", "t", "b", "none");
        private static final List<String> TEXTS = List.of("", "a", "ab", "b%", "a_b", "it''s", "aab");
        private static final List<String> PATTERNS =
                List.of("", "%", "a%", "_", "%b", "a_b", "_%_", "%a%b%", "it''s", "!%", "a!_b");
        private final Random random;

        Generator(Random random) {
            this.random = random;
        }

        NaiveSelector condition(int depth) {
            int choice = random.nextInt(depth <= 0 ? 5 : 9);
            return switch (choice) {
                case 0, 1 -> compare(depth);
                case 2 -> between(depth);
                case 3 -> in();
                case 4 -> random.nextBoolean() ? like() : isNull();
                case 5 -> not(condition(depth - 1));
                case 6 -> logical(word("AND"), true, condition(depth - 1), condition(depth - 1));
                case 7 -> logical(word("OR"), false, condition(depth - 1), condition(depth - 1));
                default -> flag();
            };
        }

        private NaiveSelector flag() {
            if (random.nextBoolean()) {
                boolean value = random.nextBoolean();
                return new Node(word(value ? "TRUE" : "FALSE"), m -> value);
            }
            String name = name();
            return new Node(name, m -> m.get(name) instanceof Boolean b ? b : null);
        }

        private NaiveSelector not(NaiveSelector part) {
            return new Node("(" + word("NOT") + " " + part.text() + ")", m -> truthValue(2 - part.truth(m)));
        }

        private NaiveSelector logical(String word, boolean and, NaiveSelector a, NaiveSelector b) {
            return new Node(
                    "(" + a.text() + " " + space() + word + " " + b.text() + ")",
                    m -> truthValue(and ? Math.min(a.truth(m), b.truth(m)) : Math.max(a.truth(m), b.truth(m))));
        }

        private NaiveSelector compare(int depth) {
            if (random.nextInt(3) == 0) {
                boolean flags = random.nextBoolean();
                NaiveSelector a = comparable(flags);
                NaiveSelector b = comparable(flags);
                boolean equal = random.nextBoolean();
                return new Node(
                        "(" + a.text() + (equal ? "=" : "<>") + b.text() + ")",
                        m -> compared(equal ? "=" : "<>", a.value(m), b.value(m)));
            }
            NaiveSelector a = number(depth);
            NaiveSelector b = number(depth);
            String operator = List.of("=", "<>", "<", "<=", ">", ">=").get(random.nextInt(6));
            return new Node(
                    "(" + a.text() + space() + operator + space() + b.text() + ")",
                    m -> compared(operator, a.value(m), b.value(m)));
        }

        private NaiveSelector between(int depth) {
            NaiveSelector x = number(depth - 1);
            NaiveSelector low = number(depth - 1);
            NaiveSelector high = number(depth - 1);
            boolean negated = random.nextBoolean();
            String text = "(" + x.text() + " " + (negated ? word("NOT") + " " : "") + word("BETWEEN") + " " + low.text()
                    + " " + word("AND") + " " + high.text() + ")";
            return new Node(text, m -> {
                Object v = x.value(m);
                int left = asTruth(compared(negated ? "<" : ">=", v, low.value(m)));
                int right = asTruth(compared(negated ? ">" : "<=", v, high.value(m)));
                return truthValue(negated ? Math.max(left, right) : Math.min(left, right));
            });
        }

        private NaiveSelector in() {
            String name = name();
            boolean negated = random.nextBoolean();
            String one = pick(TEXTS);
            String two = pick(TEXTS);
            String text = "(" + name + " " + (negated ? word("NOT") + " " : "") + word("IN") + space() + "('" + one
                    + "' , '" + two + "'))";
            return new Node(text, m -> {
                Object v = m.get(name);
                return v instanceof String ? (v.equals(plain(one)) || v.equals(plain(two))) != negated : null;
            });
        }

        private NaiveSelector like() {
            String name = name();
            boolean negated = random.nextBoolean();
            String pattern = pick(PATTERNS);
            boolean escape = pattern.contains("!");
            String text = "(" + name + " " + (negated ? word("NOT") + " " : "") + word("LIKE") + space() + "'" + pattern
                    + "'" + (escape ? " " + word("ESCAPE") + "'!'" : "") + ")";
            Pattern regex = Pattern.compile(regex(plain(pattern), escape), Pattern.DOTALL);
            return new Node(text, m -> {
                Object v = m.get(name);
                return v instanceof String s ? regex.matcher(s).matches() != negated : null;
            });
        }

        private NaiveSelector isNull() {
            String name = name();
            boolean negated = random.nextBoolean();
            String text = "(" + name + " " + word("IS") + " " + (negated ? word("NOT") + " " : "") + word("NULL") + ")";
            return new Node(text, m -> (m.get(name) == null) != negated);
        }

        /** Something that a truth value may be compared with, or else something that a number or string may. */
        private NaiveSelector comparable(boolean flags) {
            if (random.nextInt(3) == 0) {
                String name = name();
                return new Node(name, m -> m.get(name));
            }
            if (flags) {
                boolean value = random.nextBoolean();
                return new Node(value ? "TRUE" : "FALSE", m -> value);
            }
            if (random.nextBoolean()) {
                String text = pick(TEXTS);
                return new Node("'" + text + "'", m -> plain(text));
            }
            return number(0);
        }

        private NaiveSelector number(int depth) {
            if (depth > 0 && random.nextInt(3) == 0) {
                NaiveSelector a = number(depth - 1);
                NaiveSelector b = number(depth - 1);
                char operator = "+-*/".charAt(random.nextInt(4));
                return new Node(
                        "(" + a.text() + space() + operator + " " + b.text() + ")",
                        m -> calculated(operator, a.value(m), b.value(m)));
            }
            if (depth > 0 && random.nextInt(6) == 0) {
                NaiveSelector a = number(depth - 1);
                return new Node("(- " + a.text() + ")", m -> {
                    Object v = a.value(m);
                    return v instanceof Number n && !isExact(n) ? (Object) (-n.doubleValue()) : calculated('-', 0L, v);
                });
            }
            if (random.nextBoolean()) {
                String name = name();
                return new Node(name, m -> m.get(name));
            }
            return literal();
        }

        private NaiveSelector literal() {
            long exact = random.nextInt(12);
            return switch (random.nextInt(5)) {
                case 0 -> new Node("0x" + Long.toHexString(exact), m -> exact);
                case 1 -> new Node("0" + Long.toOctalString(exact) + "L", m -> exact);
                case 2 -> new Node(exact + ".5", m -> exact + 0.5);
                case 3 -> new Node(exact + "e1", m -> exact * 10.0);
                default -> new Node(Long.toString(exact), m -> exact);
            };
        }

        private String name() {
            return NAMES.get(random.nextInt(NAMES.size()));
        }

        private String pick(List<String> from) {
            return from.get(random.nextInt(from.size()));
        }

        private String space() {
            return " \t".substring(0, random.nextInt(3));
        }

        private String word(String word) {
            StringBuilder mixed = new StringBuilder();
            word.chars().forEach(c -> mixed.append((char) (random.nextBoolean() ? Character.toLowerCase(c) : c)));
            return mixed.toString();
        }

        private static String plain(String literal) {
            return literal.replace("''", "'");
        }

        private static String regex(String pattern, boolean escape) {
            StringBuilder regex = new StringBuilder();
            boolean quoted = false;
            for (String c : pattern.split("")) {
                if (escape && !quoted && c.equals("!")) {
                    quoted = true;
                } else {
                    regex.append(
                            quoted ? Pattern.quote(c) : c.replace("%", ".*").replace('_', '.'));
                    quoted = false;
                }
            }
            return regex.toString();
        }

        private static int asTruth(@Nullable Object value) {
            return value instanceof Boolean b ? (b ? 2 : 0) : 1;
        }

        private static @Nullable Object truthValue(int truth) {
            return truth == 1 ? null : truth == 2;
        }

        private static @Nullable Object compared(String operator, @Nullable Object a, @Nullable Object b) {
            if (a == null || b == null) {
                return null;
            }
            int sign;
            if (a instanceof Number x && b instanceof Number y) {
                sign = Double.compare(x.doubleValue() + 0.0, y.doubleValue() + 0.0);
                if (Double.isNaN(x.doubleValue()) || Double.isNaN(y.doubleValue())) {
                    return operator.equals("<>");
                }
            } else if (a instanceof Number || b instanceof Number || a.getClass() != b.getClass()) {
                return false;
            } else if (!operator.equals("=") && !operator.equals("<>")) {
                return false;
            } else {
                sign = a.equals(b) ? 0 : 1;
            }
            return switch (operator) {
                case "=" -> sign == 0;
                case "<>" -> sign != 0;
                case "<" -> sign < 0;
                case "<=" -> sign <= 0;
                case ">" -> sign > 0;
                default -> sign >= 0;
            };
        }

        private static @Nullable Object calculated(char operator, @Nullable Object a, @Nullable Object b) {
            if (!(a instanceof Number x) || !(b instanceof Number y)) {
                return null;
            }
            boolean exact = isExact(x) && isExact(y);
            if (operator == '/' && exact && y.longValue() == 0) {
                return null;
            }
            if (exact) {
                long p = x.longValue();
                long q = y.longValue();
                return operator == '+' ? p + q : operator == '-' ? p - q : operator == '*' ? p * q : p / q;
            }
            double p = x.doubleValue();
            double q = y.doubleValue();
            return operator == '+' ? p + q : operator == '-' ? p - q : operator == '*' ? p * q : p / q;
        }

        private static boolean isExact(Number number) {
            return !(number instanceof Double) && !(number instanceof Float);
        }
    }
}
