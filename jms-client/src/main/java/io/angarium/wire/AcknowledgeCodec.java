package io.angarium.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The fields of {@link ConsumerFrame.Acknowledge}. Stateless. */
final class AcknowledgeCodec {
    private static final int FIXED_BYTES = 19;
    private static final int RANGE_BYTES = 20;
    private static final int VERDICTS = ConsumerFrame.Verdict.values().length;

    private AcknowledgeCodec() {}

    static int size(ConsumerFrame.Acknowledge frame) {
        return FIXED_BYTES
                + RANGE_BYTES * Fields.checkedCount("ranges", frame.ranges().size(), Limits.MAX_RANGES);
    }

    static void encode(ConsumerFrame.Acknowledge frame, ByteBuffer out) {
        List<ConsumerFrame.Range> ranges = frame.ranges();
        out.putInt(frame.correlation()).putInt(frame.session()).putLong(frame.transaction());
        out.put((byte) frame.verdict().code());
        out.putShort((short) Fields.checkedCount("ranges", ranges.size(), Limits.MAX_RANGES));
        for (int i = 0; i < ranges.size(); i++) {
            ConsumerFrame.Range range = ranges.get(i);
            out.putInt(range.consumer()).putLong(range.first()).putLong(range.last());
        }
    }

    static ConsumerFrame.Acknowledge decode(WireInput in) {
        int correlation = in.i32("correlation");
        int session = in.i32("session", 1);
        long transaction = in.i64("transaction", 0);
        ConsumerFrame.Verdict verdict = ConsumerFrame.Verdict.of(in.code("verdict", VERDICTS));
        if (transaction != 0 && verdict != ConsumerFrame.Verdict.ACCEPT) {
            throw in.error("verdict", verdict + " in transaction " + transaction);
        }
        int count = in.count16("ranges", RANGE_BYTES, Limits.MAX_RANGES);
        List<ConsumerFrame.Range> ranges = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int consumer = in.i32("range.consumer", 1);
            long first = in.i64("range.first", 1);
            ranges.add(new ConsumerFrame.Range(consumer, first, in.i64("range.last", first)));
        }
        return new ConsumerFrame.Acknowledge(
                correlation, session, transaction, verdict, Collections.unmodifiableList(ranges));
    }
}
