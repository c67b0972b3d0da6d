package io.angarium.journal.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The bytes of one file, and for every sector written since the last force all the contents it has had: a power loss may leave any
 * of them. Guarded by the disk's monitor.
 */
final class MemoryFile {
    static final int SECTOR = 512;

    private static final int INITIAL_BYTES = 4096;

    private final Map<Integer, List<byte[]>> unforced = new TreeMap<>();
    private byte[] bytes = new byte[INITIAL_BYTES];
    private int size;
    private int forcedSize;

    int size() {
        return size;
    }

    byte[] contents() {
        return Arrays.copyOf(bytes, size);
    }

    /** Replaces the file with other bytes, forced. */
    void replace(byte[] contents) {
        bytes = contents.clone();
        size = contents.length;
        force();
    }

    /** Inverts bits of one byte, if the file has it. */
    void flip(int offset, int mask) {
        if (offset < size) {
            bytes[offset] ^= (byte) mask;
        }
    }

    void write(byte[] source, int offset) {
        if (source.length == 0) {
            return;
        }
        int end = offset + source.length;
        ensure(end);
        int first = offset / SECTOR;
        int last = (end - 1) / SECTOR;
        for (int sector = first; sector <= last; sector++) {
            if (!unforced.containsKey(sector)) {
                unforced.put(sector, new ArrayList<>(List.of(sector(sector))));
            }
        }
        System.arraycopy(source, 0, bytes, offset, source.length);
        size = Math.max(size, end);
        for (int sector = first; sector <= last; sector++) {
            unforced.get(sector).add(sector(sector));
        }
    }

    int read(byte[] target, int offset) {
        int count = Math.max(0, Math.min(target.length, size - offset));
        System.arraycopy(bytes, Math.min(offset, size), target, 0, count);
        return count;
    }

    void force() {
        unforced.clear();
        forcedSize = size;
    }

    /** Leaves of each unforced sector any of the contents it has had; the file may have kept its new length or not. */
    void losePower(RandomGenerator random, Survival survival) {
        int kept = forcedSize;
        for (Map.Entry<Integer, List<byte[]>> entry : unforced.entrySet()) {
            List<byte[]> versions = entry.getValue();
            int version = survival.pick(random, versions.size());
            int start = entry.getKey() * SECTOR;
            System.arraycopy(versions.get(version), 0, bytes, start, SECTOR);
            if (version > 0) {
                kept = Math.max(kept, Math.min(size, start + SECTOR));
            }
        }
        Arrays.fill(bytes, kept, bytes.length, (byte) 0);
        size = kept;
        force();
    }

    private byte[] sector(int sector) {
        return Arrays.copyOfRange(bytes, sector * SECTOR, (sector + 1) * SECTOR);
    }

    private void ensure(int end) {
        int needed = (end + SECTOR - 1) / SECTOR * SECTOR;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2 / SECTOR * SECTOR));
        }
    }
}
