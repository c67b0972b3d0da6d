package io.angarium.server.selector;

import org.jspecify.annotations.Nullable;

/** A part of a selector that has a value: Long, Double (or narrower boxed numbers of properties), String, Boolean, or null for unknown. */
sealed interface Operand
        permits Operand.Literal, Operand.Property, Operand.HeaderField, Operand.Arithmetic, Operand.Negated, Condition {

    /** What can be said of its type without a message. */
    Type type();

    /** Its value for a message. */
    @Nullable
    Object value(Facts facts);

    /** A string or a number that stands in the text. */
    record Literal(Object literal, Type type) implements Operand {
        static Literal text(String text) {
            return new Literal(text, Type.TEXT);
        }

        static Literal number(Number number) {
            return new Literal(number, Type.NUMBER);
        }

        @Override
        public Object value(Facts facts) {
            return literal;
        }
    }

    /** A property of the message. */
    record Property(PropertyName name) implements Operand {
        @Override
        public Type type() {
            return Type.ANY;
        }

        @Override
        public @Nullable Object value(Facts facts) {
            return facts.property(name);
        }
    }

    /** A header field of the message. */
    record HeaderField(Header header) implements Operand {
        @Override
        public Type type() {
            return header.type();
        }

        @Override
        public @Nullable Object value(Facts facts) {
            return facts.header(header);
        }
    }

    /** Two operands and one of + - * /. */
    record Arithmetic(char operator, Operand left, Operand right) implements Operand {
        @Override
        public Type type() {
            return Type.NUMBER;
        }

        @Override
        public @Nullable Object value(Facts facts) {
            return Numbers.calculate(operator, left.value(facts), right.value(facts));
        }
    }

    /** Unary minus. */
    record Negated(Operand operand) implements Operand {
        @Override
        public Type type() {
            return Type.NUMBER;
        }

        @Override
        public @Nullable Object value(Facts facts) {
            return Numbers.negate(operand.value(facts));
        }
    }
}
