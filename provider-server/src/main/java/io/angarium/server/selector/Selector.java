package io.angarium.server.selector;

import io.angarium.wire.EncodedMessage;
import io.angarium.wire.Limits;

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

    /** The text it was parsed from. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
