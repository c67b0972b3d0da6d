package io.angarium.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Replies to requests. */
public sealed interface ReplyFrame extends Frame {

    /** The correlation of the request. */
    int correlation();

    /** Whether another frame with the same correlation follows. */
    default boolean more() {
        return false;
    }

    /** Done. */
    record Ok(int correlation) implements ReplyFrame {}

    /** Refused. */
    record Failed(int correlation, ErrorCode code, String reason) implements ReplyFrame {}

    /**
     * Rows of a management reply.
     *
     * @param more another frame with the same correlation follows
     * @param rows each a typed map in display order (values as in {@link ManagementFrame.Manage})
     */
    record Rows(int correlation, boolean more, List<Map<String, Object>> rows) implements ReplyFrame {}

    /**
     * How a call of X/Open XA ended.
     *
     * @param code a return code of the specification, see {@link XaCode}
     * @param reason one line for people, empty if all went well
     */
    record XaResult(int correlation, int code, String reason) implements ReplyFrame {}

    /**
     * Branches that are prepared or heuristically completed.
     *
     * @param more another frame with the same correlation follows
     */
    record XaBranches(int correlation, boolean more, List<BranchId> branches) implements ReplyFrame {}

    /**
     * A part of a body.
     *
     * @param bytes not to be changed, nor its position
     */
    record Part(int correlation, ByteBuffer bytes) implements ReplyFrame {}
}
