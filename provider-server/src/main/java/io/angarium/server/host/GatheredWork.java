package io.angarium.server.host;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import io.angarium.wire.XaFrame;
import java.util.List;

/** Knows the frames that settle what many frames before them have gathered, so that what is journalled for them has no measure in their size. No state. */
final class GatheredWork {
    /** Acknowledged tags that are journalled within the slack of a round. */
    private static final long FEW_TAGS = 8_192;

    private GatheredWork() {}

    /** Whether frames that come together may make the engine journal what has been gathered for long. */
    static boolean isSettledBy(List<Frame> frames) {
        long tags = 0;
        for (Frame frame : frames) { // for each message over vm://: no stream
            if (frame instanceof ConsumerFrame.Acknowledge acknowledge) {
                tags += tags(acknowledge);
            } else if (frame instanceof TransactionFrame
                    || frame instanceof SessionFrame.Recover
                    || frame instanceof SessionFrame.CloseSession
                    || frame instanceof ConnectionFrame.Goodbye
                    || frame instanceof XaFrame.XaPrepare
                    || frame instanceof XaFrame.XaCommit
                    || frame instanceof XaFrame.XaRollback
                    || frame instanceof ManagementFrame) {
                return true;
            }
            if (tags > FEW_TAGS) {
                return true;
            }
        }
        return false;
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
