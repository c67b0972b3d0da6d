package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import org.jspecify.annotations.Nullable;

/** A record of the journal that the engine may need again. */
interface LiveRecord {
    /** What of a record is not the encoded message, about. */
    int OVERHEAD_BYTES = 80;

    /** Position at which it was first written. */
    long id();

    /** Position at which it is now. */
    long place();

    /** It is here from now on. */
    void place(long position);

    /** Length of its encoded message, or what else it holds. */
    int size();

    /** What keeps it alive, for people. */
    String holder();

    /** Broker's time when it came, 0 if that is not known. */
    long since();

    /** What a checkpoint says of it; null if a restart would not want it. */
    @Nullable
    Effect kept();
}
