package io.angarium.jms.receiving;

import io.angarium.jms.channel.Channel;
import io.angarium.wire.ConsumerFrame.Acknowledge;
import io.angarium.wire.ConsumerFrame.Range;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Limits;
import jakarta.jms.JMSException;
import java.util.List;

/** Sends gathered tags as acknowledgements, in as few frames as the limits allow. No state of its own. */
final class AcknowledgeFrames {
    private final Channel channel;
    private final int session;

    AcknowledgeFrames(Channel channel, int session) {
        this.channel = channel;
        this.session = session;
    }

    /** Without waiting; leaves soon. */
    void sendSoon(TagRanges tags, long transaction) throws JMSException {
        for (List<Range> ranges : tags.take(Limits.MAX_RANGES)) {
            channel.sendSoon(new Acknowledge(0, session, transaction, Verdict.ACCEPT, ranges));
        }
    }

    /** The same outside transactions; runs something when the effect is on disk. */
    void sendSoon(TagRanges tags, Runnable onDisk) throws JMSException {
        List<List<Range>> frames = tags.take(Limits.MAX_RANGES);
        for (int i = 0; i < frames.size(); i++) {
            List<Range> ranges = frames.get(i);
            if (i < frames.size() - 1) {
                channel.sendSoon(new Acknowledge(0, session, 0, Verdict.ACCEPT, ranges));
            } else {
                channel.castSoon(
                        correlation -> new Acknowledge(correlation, session, 0, Verdict.ACCEPT, ranges), onDisk);
            }
        }
    }

    /** Outside transactions; returns when the effect is on disk. Says all before it throws the first refusal. */
    void call(TagRanges tags) throws JMSException {
        JMSException refused = null;
        for (List<Range> ranges : tags.take(Limits.MAX_RANGES)) {
            try {
                channel.call(correlation -> new Acknowledge(correlation, session, 0, Verdict.ACCEPT, ranges));
            } catch (JMSException e) {
                refused = refused == null ? e : refused;
            }
        }
        if (refused != null) {
            throw refused;
        }
    }
}
