package io.angarium.server.selector;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A part of a selector that is true, false or unknown, section 3.8.1.2. */
sealed interface Condition extends Operand {

    /** Its truth for a message. */
    Truth test(Facts facts);

    @Override
    default Type type() {
        return Type.BOOLEAN;
    }

    @Override
    default @Nullable Object value(Facts facts) {
        return test(facts).value();
    }

    /** TRUE or FALSE. */
    record Constant(Truth truth) implements Condition {
        @Override
        public Truth test(Facts facts) {
            return truth;
        }
    }

    /** A property that stands for a condition by itself; unknown unless it is a Boolean. */
    record Flag(Operand operand) implements Condition {
        @Override
        public Truth test(Facts facts) {
            return operand.value(facts) instanceof Boolean value ? Truth.of(value) : Truth.UNKNOWN;
        }
    }

    /** All of them; a list and no tree, so that a long chain is not a deep one. */
    record And(List<Condition> parts) implements Condition {
        @Override
        public Truth test(Facts facts) {
            Truth all = Truth.TRUE;
            for (int i = 0; i < parts.size(); i++) {
                Truth one = parts.get(i).test(facts);
                if (one == Truth.FALSE) {
                    return one;
                }
                all = one == Truth.UNKNOWN ? one : all;
            }
            return all;
        }
    }

    /** At least one of them. */
    record Or(List<Condition> parts) implements Condition {
        @Override
        public Truth test(Facts facts) {
            Truth any = Truth.FALSE;
            for (int i = 0; i < parts.size(); i++) {
                Truth one = parts.get(i).test(facts);
                if (one == Truth.TRUE) {
                    return one;
                }
                any = one == Truth.UNKNOWN ? one : any;
            }
            return any;
        }
    }

    /** The opposite. */
    record Not(Condition part) implements Condition {
        @Override
        public Truth test(Facts facts) {
            return part.test(facts).not();
        }
    }

    /** Two values compared: unknown if one is, false if they are of different kinds. */
    record Compare(Relation relation, Operand left, Operand right) implements Condition {
        @Override
        public Truth test(Facts facts) {
            Object a = left.value(facts);
            Object b = right.value(facts);
            if (a == null || b == null) {
                return Truth.UNKNOWN;
            }
            if (a instanceof Number x && b instanceof Number y) {
                return Truth.of(Numbers.holds(relation, x, y));
            }
            boolean alike = a.getClass() == b.getClass() && relation.isEquality();
            return Truth.of(alike && a.equals(b) == (relation == Relation.EQUAL));
        }
    }

    /** IS NULL. */
    record IsNull(Operand operand) implements Condition {
        @Override
        public Truth test(Facts facts) {
            return Truth.of(operand.value(facts) == null);
        }
    }

    /** IN: unknown for what is no string, so that NOT IN is unknown too. */
    record In(Operand operand, Set<String> texts) implements Condition {
        @Override
        public Truth test(Facts facts) {
            return operand.value(facts) instanceof String text ? Truth.of(texts.contains(text)) : Truth.UNKNOWN;
        }
    }

    /** LIKE: unknown for what is no string, so that NOT LIKE is unknown too. */
    record Like(Operand operand, LikePattern pattern) implements Condition {
        @Override
        public Truth test(Facts facts) {
            return operand.value(facts) instanceof String text ? Truth.of(pattern.matches(text)) : Truth.UNKNOWN;
        }
    }
}
