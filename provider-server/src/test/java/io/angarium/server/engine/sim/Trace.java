package io.angarium.server.engine.sim;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happened in a run, line by line, if anybody wants to know. */
final class Trace {
    private final boolean wanted;
    private final List<String> lines = new ArrayList<>();

    Trace(boolean wanted) {
        this.wanted = wanted;
    }

    void line(Supplier<String> line) {
        if (wanted) {
            lines.add(line.get());
        }
    }

    List<String> lines() {
        return lines;
    }

    /** A frame in words that are the same in each run. */
    static String describe(Frame frame) {
        if (frame instanceof ProducerFrame.Send s) {
            return "Send " + s.producer() + " #" + s.sequence() + " tx" + s.transaction() + " ttl " + s.timeToLive()
                    + " delay " + s.deliveryDelay() + " m" + SimMessage.numberOf(s.message())
                    + (s.message().persistent() ? "p" : "n") + s.message().priority();
        }
        if (frame instanceof ConsumerFrame.Deliver d) {
            return "Deliver " + d.consumer() + " #" + d.tag() + " count " + d.deliveryCount() + " m"
                    + SimMessage.numberOf(d.message());
        }
        return frame.toString();
    }
}
