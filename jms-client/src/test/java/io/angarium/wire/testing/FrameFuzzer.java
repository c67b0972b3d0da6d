package io.angarium.wire.testing;

import com.sun.management.ThreadMXBean;
import io.angarium.wire.WireException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Throws damaged frames at a decoder. It may accept them or throw {@link WireException}; anything else, and any allocation out of
 * proportion to the frame, is a finding. One thread.
 */
public final class FrameFuzzer {
    /** A frame's buffers, an exception with its trace and text. */
    private static final long ALLOWED_BYTES = 8 * 1024;

    /** Records for entries of few bytes: the smallest map entry takes 4 bytes on the wire and some 150 in memory. */
    private static final long ALLOWED_FACTOR = 48;

    private static final int FINDINGS_KEPT = 10;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long seed;
    private final FrameMutator mutator;
    private final Consumer<ByteBuffer> decoder;
    private final Map<FrameMutator.Mutation, long[]> outcomes = new EnumMap<>(FrameMutator.Mutation.class);
    private final List<String> findings = new ArrayList<>();
    private long largest;
    private int lastOutcome;

    /**
     * @param seed of the mutations
     * @param originals payloads of good frames
     * @param decoder reads a payload, and all that is in it
     */
    public FrameFuzzer(long seed, List<byte[]> originals, Consumer<ByteBuffer> decoder) {
        this.seed = seed;
        this.mutator = new FrameMutator(seed, originals);
        this.decoder = decoder;
        for (FrameMutator.Mutation mutation : FrameMutator.Mutation.values()) {
            outcomes.put(mutation, new long[2]);
        }
    }

    /** Throws that many frames, or fewer if it finds too much. */
    public void run(int frames) {
        for (int i = 0; i < frames && findings.size() < FINDINGS_KEPT; i++) {
            one(i, mutator.next());
        }
    }

    private void one(int index, FrameMutator.Mutant mutant) {
        long allowed = ALLOWED_BYTES + ALLOWED_FACTOR * mutant.payload().length;
        try {
            long allocated = allocation(mutant);
            if (allocated > allowed) {
                // The first use of a code path loads classes; only what the second use allocates is the frame's doing.
                allocated = allocation(mutant);
            }
            outcomes.get(mutant.mutation())[lastOutcome]++;
            largest = Math.max(largest, allocated);
            if (allocated > allowed) {
                found(index, mutant, allocated + " bytes allocated, allowed are " + allowed);
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            found(index, mutant, e.toString());
        }
    }

    /** Bytes that the decoder allocates for this frame. */
    private long allocation(FrameMutator.Mutant mutant) {
        ByteBuffer payload = ByteBuffer.wrap(mutant.payload());
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            decoder.accept(payload);
            lastOutcome = 0;
        } catch (WireException e) {
            lastOutcome = 1;
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private void found(int index, FrameMutator.Mutant mutant, String what) {
        byte[] payload = mutant.payload();
        String hex = HexFormat.of().formatHex(payload, 0, Math.min(256, payload.length));
        findings.add("frame " + index + " of seed " + seed + ", " + mutant.mutation() + ", " + payload.length
                + " bytes: " + what + ": " + hex);
    }

    /** What went wrong: up to ten lines. */
    public List<String> findings() {
        return findings;
    }

    /** A table of what was thrown and what became of it. */
    public String report() {
        StringBuilder text =
                new StringBuilder("fuzz seed " + seed + ", largest allocation of a frame " + largest + "\n");
        text.append(String.format("%-14s %10s %10s%n", "mutation", "accepted", "rejected"));
        long[] sum = new long[2];
        outcomes.forEach((mutation, counts) -> {
            text.append(String.format("%-14s %10d %10d%n", mutation, counts[0], counts[1]));
            sum[0] += counts[0];
            sum[1] += counts[1];
        });
        return text.append(String.format("%-14s %10d %10d%n", "all", sum[0], sum[1]))
                .toString();
    }

    /** How many frames were accepted. */
    public long accepted() {
        return outcomes.values().stream().mapToLong(counts -> counts[0]).sum();
    }

    /** How many frames were rejected. */
    public long rejected() {
        return outcomes.values().stream().mapToLong(counts -> counts[1]).sum();
    }
}
