package io.angarium.server.host;

import io.angarium.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Why a broker stopped by itself.
 *
 * @param code what its connections were told: JOURNAL_FAILED or INTERNAL
 * @param text one line for the operator
 * @param cause the lower error, or null
 */
public record BrokerFailure(ErrorCode code, String text, @Nullable Throwable cause) {
    private static final String USED_UP = "the broker stops because its memory is used up; give it more, as with -Xmx";

    /** There may be no memory left to say more. */
    private static final BrokerFailure NO_MEMORY = new BrokerFailure(ErrorCode.INTERNAL, USED_UP, null);

    /** Of an error that was met in what all connections depend upon. */
    static BrokerFailure of(Throwable error) {
        return error instanceof OutOfMemoryError full
                ? of(full)
                : new BrokerFailure(ErrorCode.INTERNAL, "the broker stops because of an error of its own", error);
    }

    private static BrokerFailure of(OutOfMemoryError error) {
        try {
            return new BrokerFailure(ErrorCode.INTERNAL, USED_UP, error);
        } catch (OutOfMemoryError again) {
            return NO_MEMORY;
        }
    }

    /** Whether it has no memory left, so that a larger heap would help. */
    public boolean outOfMemory() {
        return text.equals(USED_UP);
    }

    /** What the log can say of it: not where memory was used up, as to write that takes more of it than the line alone. */
    @Nullable
    Throwable loggedCause() {
        return outOfMemory() ? null : cause;
    }

    /** The same, met at an input; empty if there was none. */
    BrokerFailure at(String input) {
        return input.isEmpty() ? this : new BrokerFailure(code, text + " at " + input, cause);
    }
}
