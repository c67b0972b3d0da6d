package io.angarium.server.xa;

import io.angarium.wire.XaCode;
import org.jspecify.annotations.Nullable;

/** The calls of a transaction manager, with the flags that make them different. */
public enum XaCall {
    START,
    JOIN,
    RESUME,
    END,
    FAIL,
    SUSPEND,
    PREPARE,
    COMMIT_ONE_PHASE,
    COMMIT,
    ROLLBACK,
    FORGET;

    /** What a start with these flags is, null if there is none such (XAER_INVAL). */
    public static @Nullable XaCall start(int flags) {
        return switch (flags) {
            case XaCode.TMNOFLAGS -> START;
            case XaCode.TMJOIN -> JOIN;
            case XaCode.TMRESUME -> RESUME;
            default -> null;
        };
    }

    /** What an end with these flags is, null if there is none such (XAER_INVAL). */
    public static @Nullable XaCall end(int flags) {
        return switch (flags) {
            case XaCode.TMSUCCESS -> END;
            case XaCode.TMFAIL -> FAIL;
            case XaCode.TMSUSPEND -> SUSPEND;
            default -> null;
        };
    }
}
