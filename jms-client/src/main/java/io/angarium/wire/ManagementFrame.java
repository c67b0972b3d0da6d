package io.angarium.wire;

import java.util.Map;

/** Management requests: one operation name and typed arguments; answered by {@link ReplyFrame.Rows}. */
public sealed interface ManagementFrame extends Frame {

    /**
     * One management request; needs the admin right.
     *
     * @param operation name, for instance {@code queue.list}
     * @param arguments typed values: String, Boolean, Integer, Long, Double, byte[]
     */
    record Manage(int correlation, String operation, Map<String, Object> arguments)
            implements ManagementFrame, Frame.Request {}
}
