package io.angarium.server.host;

import io.angarium.server.effect.EffectReader;
import io.angarium.server.engine.Configuration;
import io.angarium.server.engine.Identity;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Frame;
import java.util.List;

/** What connections bring to the engine. Immutable; applied by the engine's holder. */
public sealed interface Input {

    /** The connection it is about, 0 for none. */
    long connection();

    /** How many bytes of memory it stands for while it waits. */
    default int bytes() {
        return 0;
    }

    /**
     * Whether the engine may journal far more for it than it weighs: what a transaction or a consumer has gathered. An application's
     * thread leaves it to the broker's threads, since that could touch a file.
     */
    default boolean opensJournal() {
        return false;
    }

    /** How many frames it stands for in the limit of a round. */
    default int weight() {
        return 1;
    }

    /**
     * A connection has said hello and is who it says.
     *
     * @param connection number from {@link EngineHost#newConnection}
     * @param outlet where its frames go
     */
    record Connected(long connection, Outlet outlet, ConnectionFrame.Hello hello, Identity identity) implements Input {

        /** Without the hello: that carries a password. */
        @Override
        public String toString() {
            return "Connected[connection=" + connection + ", identity=" + identity + "]";
        }
    }

    /**
     * Frames of a connection, in order.
     *
     * @param bytes their size on the wire
     */
    record Frames(long connection, List<Frame> frames, int bytes) implements Input {
        @Override
        public int weight() {
            return frames.size();
        }

        @Override
        public boolean opensJournal() {
            return GatheredWork.isSettledBy(frames);
        }
    }

    /** A record of the journal that the engine wanted to see. */
    @SuppressWarnings("ArrayRecordComponent")
    record Fetched(long place, int type, byte[] payload) implements Input {
        @Override
        public long connection() {
            return 0;
        }

        @Override
        public int bytes() {
            return payload.length;
        }

        /** Whether it speaks of many messages: as much to do as a whole round. */
        public boolean isList() {
            return EffectReader.isList(type, payload);
        }

        @Override
        public int weight() {
            return isList() ? Rounds.FRAMES : 1;
        }

        /** The commit of a prepared branch may have waited for it. */
        @Override
        public boolean opensJournal() {
            return true;
        }

        /** Without the contents. */
        @Override
        public String toString() {
            return "Fetched[place=" + place + ", bytes=" + payload.length + "]";
        }
    }

    /** A record that could not be read. */
    record Unreadable(long place, String reason) implements Input {
        @Override
        public long connection() {
            return 0;
        }
    }

    /** The configuration was read again. */
    record Configured(Configuration.Content content) implements Input {
        @Override
        public long connection() {
            return 0;
        }
    }

    /** So many bytes of parts of bodies have been written to a connection: there is room for others. */
    record PartsWritten(long connection, long written) implements Input {}

    /** What waited for a connection's peer has been written but for a small part: see {@link Outlet#hasRoom}. */
    record Drained(long connection) implements Input {}

    /** Nothing: all that had come by this time comes before it. */
    record Mark(long millis) implements Input {
        @Override
        public long connection() {
            return 0;
        }

        @Override
        public int weight() {
            return 0;
        }
    }

    /** A link is gone. */
    record Disconnected(long connection) implements Input {
        @Override
        public boolean opensJournal() {
            return true;
        }
    }
}
