package io.angarium.server.host;

import io.angarium.journal.RecordVisitor;

/** Records of messages that are not in the journal that is written, but in another one that is given up. One thread. */
interface Elsewhere {
    /** There are none. */
    Elsewhere NOWHERE = new Elsewhere() {
        @Override
        public boolean has(long place) {
            return false;
        }

        @Override
        public void read(long place, RecordVisitor visitor) {
            throw new IllegalStateException("nothing is elsewhere");
        }

        @Override
        public long[] segments() {
            return new long[0];
        }

        @Override
        public void free(long segment) {
            throw new IllegalStateException("nothing is elsewhere");
        }
    };

    /** Whether a place is there. */
    boolean has(long place);

    /**
     * Reads a record.
     *
     * @throws io.angarium.journal.JournalException if it cannot be read
     */
    void read(long place, RecordVisitor visitor);

    /** The segments from which something may be wanted. */
    long[] segments();

    /** Nothing is wanted from a segment any more. */
    void free(long segment);
}
