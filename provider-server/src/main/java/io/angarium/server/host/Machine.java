package io.angarium.server.host;

import io.angarium.server.engine.Configuration;
import io.angarium.server.engine.Identity;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Frame;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The engine as its host drives it; {@link EngineMachine} is the real one. Not thread-safe: the host lets one thread at a time in and calls
 * {@link #time} first in every round. The methods mean what those of {@code io.angarium.server.engine.Engine} mean.
 */
interface Machine {

    /** It is now this time, milliseconds since the epoch. */
    void time(long nowMillis);

    /** All input that had come by this time has been given; before {@link #work}. */
    void heard(long upToMillis);

    /** An authenticated connection. */
    void connected(long connection, ConnectionFrame.Hello hello, Identity identity);

    /** A frame of a connection. */
    void frame(long connection, Frame frame);

    /** The configuration was read again. */
    void configured(Configuration.Content content);

    /** A link is gone. */
    void disconnected(long connection);

    /** So many bytes of parts of bodies have been written to a connection. */
    void partsWritten(long connection, long bytes);

    /** The peer of a connection may be given more. */
    void drained(long connection);

    /** Everything before this journal position is on disk. */
    void durable(long position);

    /** The checkpoint that was ended counts, or was given up. */
    void checkpointed(boolean counts);

    /** A record that was asked for. */
    void fetched(long place, int type, ByteBuffer payload);

    /** One that could not be read. */
    void unreadable(long place, String reason);

    /** The journal stopped for good; tells every connection. */
    void journalFailed(String reason);

    /** Why it has given up on the journal by itself, or null. */
    @Nullable
    String failure();

    /** Goes on with waiting activities; true if more remains. */
    boolean work();

    /** When to call {@link #time} even without input, milliseconds since the epoch; {@link Long#MAX_VALUE} for never. */
    long wakeAt();

    /** How many frames wait for durability. */
    int heldOutputs();

    /** Whether something waits for {@link #durable}. */
    boolean wantsForce();

    /** Clean stop: consumers told, last records appended. */
    void stop();
}
