package io.angarium.server.engine.sim;

import io.angarium.server.engine.Engine;
import io.angarium.server.engine.Identity;
import io.angarium.wire.BranchId;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.XaCode;
import io.angarium.wire.XaFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A connection of the simulation's own, of which the model does not know. */
final class SimProbe {
    private final List<Frame> answers = new ArrayList<>();
    /** Its connection, 0 while it has none. */
    private long connection;

    /** Asks at once what a start has found. */
    void look(Engine engine, long as) {
        connection = as;
        answers.clear();
        engine.connected(
                as,
                new ConnectionFrame.Hello(1, 1, Features.TIMING, new UUID(9, as), null, null, null, "sim", 0),
                new Identity("sim", true, "memory"));
        engine.frame(as, new SessionFrame.OpenSession(1));
        engine.frame(as, new XaFrame.XaRecover(1, 1, XaCode.TMSTARTRSCAN | XaCode.TMENDRSCAN));
        engine.frame(as, new ManagementFrame.Manage(2, "queue.show", Map.of("name", SimLimits.QUEUE)));
        engine.disconnected(as);
        connection = 0;
    }

    /** How much the queue with a limit has, if there is one. */
    long limited(String counted) {
        return answers.stream()
                .filter(ReplyFrame.Rows.class::isInstance)
                .mapToLong(
                        frame -> (Long) ((ReplyFrame.Rows) frame).rows().get(0).get(counted))
                .sum();
    }

    /** What a scan finds, which tells what of the branches a crash has left. */
    List<BranchId> inDoubt() {
        return answers.stream()
                .filter(ReplyFrame.XaBranches.class::isInstance)
                .flatMap(frame -> ((ReplyFrame.XaBranches) frame).branches().stream())
                .toList();
    }

    /** Something is sent; whether it was for this one. */
    boolean takes(long to, Frame frame) {
        boolean own = to == connection;
        if (own) {
            answers.add(frame);
        }
        return own;
    }
}
