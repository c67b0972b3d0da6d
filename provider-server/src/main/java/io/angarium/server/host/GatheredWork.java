package io.angarium.server.host;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;

/** Knows the frames that settle what many frames before them have gathered, so that what is journalled for them has no measure in their size. No state. */
final class GatheredWork {
    /** Tags in one acknowledgement that are journalled within the slack of a round. */
    private static final long FEW_TAGS = 8_192;

    private GatheredWork() {}

    /** Whether a frame may make the engine journal what has been gathered for long. */
    static boolean isSettledBy(Frame frame) {
        if (frame instanceof ConsumerFrame.Acknowledge acknowledge) {
            return tags(acknowledge) > FEW_TAGS;
        }
        return frame instanceof TransactionFrame
                || frame instanceof SessionFrame.Recover
                || frame instanceof SessionFrame.CloseSession
                || frame instanceof ConnectionFrame.Goodbye;
    }

    private static long tags(ConsumerFrame.Acknowledge acknowledge) {
        long tags = 0;
        for (ConsumerFrame.Range range : acknowledge.ranges()) {
            long width = range.last() - range.first();
            if (width < 0 || width > FEW_TAGS) {
                return FEW_TAGS + 1; // backwards, or so wide that a sum might overflow
            }
            tags += width + 1;
        }
        return tags;
    }
}
