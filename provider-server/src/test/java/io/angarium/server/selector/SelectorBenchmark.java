package io.angarium.server.selector;

import io.angarium.wire.BodyKind;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One evaluation of a selector on an encoded message of 1 KiB with five properties, finding them included: over 1,000 messages in turn, a
 * tenth of which (40 % with the last one) matches. The first one, the typical two terms, is to cost less than 200 ns.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SelectorBenchmark {
    private static final int MESSAGES = 1_000;
    private static final String[] REGIONS = {"north", "south", "east", "west", "center"};

    @Param({
        "region = 'south' AND amount > 500",
        "amount BETWEEN 100 AND 199",
        "customer LIKE 'S%0' AND express = TRUE",
        "JMSPriority > 3 AND region IN ('south', 'east')"
    })
    String text = "";

    private final EncodedMessage[] messages = new EncodedMessage[MESSAGES];
    private Selector selector;

    /** Prepares the messages. */
    @Setup
    public void prepare() {
        selector = Selector.parse(text);
        MessageBuilder builder = new MessageBuilder();
        for (int i = 0; i < MESSAGES; i++) {
            Map<String, Object> properties = new LinkedHashMap<>();
            properties.put("customer", "Smith & Sons " + i);
            properties.put("region", REGIONS[i % REGIONS.length]);
            properties.put("express", i % 2 == 0);
            properties.put("weight", i / 7.0);
            properties.put("amount", i);
            builder.clear()
                    .destination(Destination.queue("orders"))
                    .messageId("ID:0123456789abcdef-1-" + i)
                    .timestamp(1_700_000_000_000L + i);
            builder.properties(properties);
            messages[i] = builder.body(BodyKind.BYTES, new byte[1024]).build();
        }
    }

    /** Returns how many match, so that none of it can be left out. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public int evaluate() {
        int matching = 0;
        for (EncodedMessage message : messages) {
            matching += selector.matches(message, 1) ? 1 : 0;
        }
        return matching;
    }
}
