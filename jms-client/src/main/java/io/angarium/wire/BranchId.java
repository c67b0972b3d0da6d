package io.angarium.wire;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Name of a transaction branch: the XID of the X/Open XA specification, section 4.2. A value: equal by content, immutable.
 *
 * <p>For people it is {@code format:global:branch}, the latter two in hexadecimal; {@link #parse} reads that.
 */
public final class BranchId {
    /** Longest global transaction identifier and longest branch qualifier. */
    public static final int MAX_PART_BYTES = 64;

    /** The format of the null XID, which names nothing. */
    public static final int NULL_FORMAT = -1;

    private final int format;
    private final byte[] global;
    private final byte[] branch;
    private final int hash;

    /**
     * @param format format identifier, not −1
     * @param global global transaction identifier, 1 to 64 bytes
     * @param branch branch qualifier, up to 64 bytes
     * @throws IllegalArgumentException if one is out of its range
     */
    public BranchId(int format, byte[] global, byte[] branch) {
        if (format == NULL_FORMAT) {
            throw new IllegalArgumentException("an XID of format -1 is the null XID and names no branch");
        }
        if (global.length < 1 || global.length > MAX_PART_BYTES || branch.length > MAX_PART_BYTES) {
            throw new IllegalArgumentException("an XID has a global identifier of 1 to 64 bytes, not " + global.length
                    + ", and a branch qualifier of up to 64 bytes, not " + branch.length);
        }
        this.format = format;
        this.global = global.clone();
        this.branch = branch.clone();
        this.hash = (format * 31 + Arrays.hashCode(global)) * 31 + Arrays.hashCode(branch);
    }

    /** Format identifier. */
    public int format() {
        return format;
    }

    /** A copy of the global transaction identifier. */
    public byte[] global() {
        return global.clone();
    }

    /** A copy of the branch qualifier. */
    public byte[] branch() {
        return branch.clone();
    }

    /** Bytes that {@link #globalBytes} and {@link #branchBytes} have together. */
    int partBytes() {
        return global.length + branch.length;
    }

    byte[] globalBytes() {
        return global;
    }

    byte[] branchBytes() {
        return branch;
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static BranchId parse(String text) {
        String[] parts = text.split(":", -1);
        try {
            if (parts.length == 3) {
                HexFormat hex = HexFormat.of();
                return new BranchId(Integer.parseInt(parts[0]), hex.parseHex(parts[1]), hex.parseHex(parts[2]));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no XID: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no XID: an XID is FORMAT:GLOBAL:BRANCH, a number and two parts in hexadecimal");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BranchId id
                && format == id.format
                && Arrays.equals(global, id.global)
                && Arrays.equals(branch, id.branch);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return format + ":" + hex.formatHex(global) + ":" + hex.formatHex(branch);
    }
}
