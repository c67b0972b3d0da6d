package io.angarium.server.selector;

import io.angarium.wire.EncodedMessage;
import io.angarium.wire.Limits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed message selector, Jakarta Messaging 3.1 section 3.8. Immutable; any thread may use it. */
public final class Selector {
    private final String text;
    private final Condition condition;

    private Selector(String text, Condition condition) {
        this.text = text;
        this.condition = condition;
    }

    /**
     * Parses a selector.
     *
     * @param text the selector, not blank: that a blank one means "everything" is the caller's rule
     * @throws InvalidSelectorException if the specification does not allow it, or it is too long or too deep
     */
    public static Selector parse(String text) {
        if (text.length() > Limits.MAX_SELECTOR_BYTES) {
            throw new InvalidSelectorException(
                    "longer than " + Limits.MAX_SELECTOR_BYTES + " characters", text, Limits.MAX_SELECTOR_BYTES);
        }
        return new Selector(text, Parser.parse(text));
    }

    /**
     * Whether the selector is true, and not false or unknown, for a message.
     *
     * @param message the message
     * @param deliveryCount its JMSXDeliveryCount, at least 1
     */
    public boolean matches(EncodedMessage message, int deliveryCount) {
        return matches(new EncodedFacts(message, deliveryCount));
    }

    boolean matches(Facts facts) {
        return condition.test(facts) == Truth.TRUE;
    }

    /**
     * The first of the terms that all have to be true, and is not for a message; null if the selector is true. One with a top-level OR is one term.
     *
     * @param deliveryCount its JMSXDeliveryCount, at least 1
     */
    public @Nullable String unmet(EncodedMessage message, int deliveryCount) {
        for (String term : terms()) {
            if (!parse(term).matches(message, deliveryCount)) {
                return term;
            }
        }
        return null;
    }

    private List<String> terms() {
        List<String> terms = new ArrayList<>();
        Scanner scanner = new Scanner(text);
        int from = 0;
        int depth = 0;
        boolean between = false;
        for (Token token = scanner.next(); token.kind() != Token.Kind.END; token = scanner.next()) {
            if (token.is("OR") && depth == 0) {
                return List.of(text);
            }
            if (token.is("AND") && depth == 0 && !between) {
                terms.add(text.substring(from, token.position()).strip());
                from = token.position() + "AND".length();
            }
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            between = depth == 0 && (token.is("BETWEEN") || (between && !token.is("AND")));
        }
        terms.add(text.substring(from).strip());
        return terms;
    }

    /** The text it was parsed from. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
