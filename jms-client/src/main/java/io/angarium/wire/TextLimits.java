package io.angarium.wire;

import org.jspecify.annotations.Nullable;

/** Says beforehand whether a frame can carry a text, so that callers can refuse it with an error of their own. Stateless. */
public final class TextLimits {
    private TextLimits() {}

    /**
     * What is wrong with a text.
     *
     * @param what it is, for the answer, such as "a destination name"
     * @param maxBytes how long its UTF-8 may be
     * @return a sentence, or null if nothing is wrong
     */
    public static @Nullable String problem(String what, String text, int maxBytes) {
        int length = Utf8.length(text);
        if (length == Utf8.UNPAIRED) {
            return what + " must not have unpaired surrogates";
        }
        return length <= maxBytes ? null : what + " has at most " + maxBytes + " bytes, this one has " + length;
    }
}
