package io.angarium.wire.testing;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages frame payloads in ways that networks, bugs and attackers do. The same seed gives the same frames. One thread. */
public final class FrameMutator {

    /** The kinds of damage. */
    public enum Mutation {
        /** Cut short. */
        TRUNCATE,
        /** One bit turned. */
        FLIP_BIT,
        /** One to four bytes replaced. */
        RANDOM_BYTES,
        /** Four bytes replaced by a number that hurts: a length, if they were one. */
        EXTREME_INT,
        /** Two bytes replaced by a number that hurts. */
        EXTREME_SHORT,
        /** Bytes put in. */
        INSERT,
        /** Bytes taken out. */
        DELETE,
        /** A stretch repeated. */
        REPEAT,
        /** The beginning of one frame and the end of another. */
        SPLICE,
        /** The fields of one type under the number of another. */
        OTHER_TYPE,
        /** Nothing but noise behind a type. */
        NOISE
    }

    /** One damaged frame. */
    public record Mutant(Mutation mutation, byte[] payload) {}

    private static final int[] EXTREMES = {
        -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0, 1, 0x0100_0000, 0x3FFF_FFFF, 0x7FFF_FFF0, 65_535, 65_536, 4_097
    };
    private static final Mutation[] MUTATIONS = Mutation.values();

    private final SplittableRandom random;
    private final List<byte[]> originals;

    /**
     * @param seed for the random choices
     * @param originals payloads of good frames, none empty
     */
    public FrameMutator(long seed, List<byte[]> originals) {
        this.random = new SplittableRandom(seed);
        this.originals = originals;
    }

    /** The next damaged frame. */
    public Mutant next() {
        Mutation mutation = MUTATIONS[random.nextInt(MUTATIONS.length)];
        byte[] frame = original().clone();
        return new Mutant(mutation, mutate(mutation, frame));
    }

    private byte[] original() {
        return originals.get(random.nextInt(originals.size()));
    }

    private byte[] mutate(Mutation mutation, byte[] frame) {
        int at = random.nextInt(frame.length);
        return switch (mutation) {
            case TRUNCATE -> Arrays.copyOf(frame, at);
            case FLIP_BIT -> {
                frame[at] ^= (byte) (1 << random.nextInt(8));
                yield frame;
            }
            case RANDOM_BYTES -> randomBytes(frame, at, Math.min(frame.length - at, 1 + random.nextInt(4)));
            case EXTREME_INT -> extreme(frame, at, 4);
            case EXTREME_SHORT -> extreme(frame, at, 2);
            case INSERT -> insert(frame, at, noise(1 + random.nextInt(8)));
            case DELETE -> {
                int end = Math.min(frame.length, at + 1 + random.nextInt(8));
                yield join(frame, at, frame, end);
            }
            case REPEAT -> insert(frame, at, Arrays.copyOfRange(frame, random.nextInt(at + 1), at + 1));
            case SPLICE -> {
                byte[] other = original();
                yield join(frame, at, other, random.nextInt(other.length));
            }
            case OTHER_TYPE -> {
                frame[0] = original()[0];
                yield frame;
            }
            case NOISE -> insert(noise(random.nextInt(64)), 0, new byte[] {frame[0]});
        };
    }

    private byte[] extreme(byte[] frame, int at, int size) {
        int value = EXTREMES[random.nextInt(EXTREMES.length)];
        for (int i = 0; i < size && at + i < frame.length; i++) {
            frame[at + i] = (byte) (value >>> 8 * (size - 1 - i));
        }
        return frame;
    }

    private byte[] randomBytes(byte[] frame, int at, int count) {
        for (int i = 0; i < count; i++) {
            frame[at + i] = (byte) random.nextInt(256);
        }
        return frame;
    }

    private byte[] noise(int count) {
        return randomBytes(new byte[count], 0, count);
    }

    private static byte[] insert(byte[] frame, int at, byte[] more) {
        byte[] result = Arrays.copyOf(frame, frame.length + more.length);
        System.arraycopy(more, 0, result, at, more.length);
        System.arraycopy(frame, at, result, at + more.length, frame.length - at);
        return result;
    }

    /** The first so many bytes of one and those of the other from a position on. */
    private static byte[] join(byte[] first, int end, byte[] second, int from) {
        byte[] result = Arrays.copyOf(first, end + second.length - from);
        System.arraycopy(second, from, result, end, second.length - from);
        return result;
    }
}
