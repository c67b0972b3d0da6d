package io.angarium.examples.benchmark.scenario;

import io.angarium.examples.benchmark.measure.Gauge;
import io.angarium.examples.benchmark.measure.Stamp;
import io.angarium.examples.benchmark.measure.Tally;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import org.HdrHistogram.Histogram;

/** What one consumer receives in one run. Its thread alone calls {@link #take}. */
final class Intake {
    private final Tally tally;
    private final Gauge gauge;
    private final Histogram histogram;
    private final byte[] body;

    /**
     * @param histogram of the time from when a message was due until it was received
     * @param bodyBytes length of each body
     */
    Intake(Tally tally, Gauge gauge, Histogram histogram, int bodyBytes) {
        this.tally = tally;
        this.gauge = gauge;
        this.histogram = histogram;
        this.body = new byte[bodyBytes];
    }

    /** Reads the whole body, as an application would. */
    void take(Message message) throws JMSException {
        if (!(message instanceof BytesMessage bytes) || bytes.readBytes(body) != body.length) {
            throw new BenchmarkException("a message came back with another body: " + message);
        }
        Stamp stamp = Stamp.of(body);
        if (gauge.recording()) {
            histogram.recordValue(Math.max(0, System.nanoTime() - stamp.due()));
        }
        tally.take(stamp);
    }
}
