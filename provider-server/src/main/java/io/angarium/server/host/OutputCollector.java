package io.angarium.server.host;

import io.angarium.server.engine.Outputs;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers what the engine says in a round, by connection. Owned by the engine's holder, apart from what {@link #handOver} gives away.
 */
public final class OutputCollector implements Outputs {
    private static final Logger LOG = LoggerFactory.getLogger(OutputCollector.class);

    private final Map<Long, Channel> channels = new HashMap<>();
    private final List<Channel> touched = new ArrayList<>();
    private @Nullable Channel recent; // to whom frames go one after another

    /** One connection: its outlet and what this round has for it. */
    private static final class Channel {
        private final long connection;
        private final Outlet outlet;
        private List<Frame> frames = new ArrayList<>();

        private Channel(long connection, Outlet outlet) {
            this.connection = connection;
            this.outlet = outlet;
        }
    }

    void register(long connection, Outlet outlet) {
        channels.put(connection, new Channel(connection, outlet));
        recent = null;
    }

    void forget(long connection) {
        channels.remove(connection);
        recent = null;
    }

    @Override
    public void send(long connection, Frame frame) {
        Channel channel = find(connection);
        if (channel != null) {
            add(channel, frame);
        }
    }

    private @Nullable Channel find(long connection) {
        Channel channel = recent;
        if (channel == null || channel.connection != connection) {
            channel = channels.get(connection);
            recent = channel;
        }
        return channel;
    }

    @Override
    public boolean hasRoom(long connection, int bytes) {
        Channel channel = find(connection);
        if (channel == null || channel.outlet.hasRoom(bytes)) {
            return true;
        }
        touched.add(channel); // what it waits for may have left meanwhile: its flush looks again
        return false;
    }

    @Override
    public void close(long connection, @Nullable ErrorCode code, String reason) {
        Channel channel = channels.remove(connection);
        recent = null;
        if (channel == null) {
            return;
        }
        if (code != null) {
            LOG.info("connection {} closed: {} ({})", connection, reason, code);
        }
        add(channel, new ConnectionFrame.Goodbye(code, reason));
    }

    @Override
    public void notice(Notice notice) {
        if (notice.warning()) {
            LOG.warn("{}", notice.text());
        } else {
            LOG.info("{}", notice.text());
        }
    }

    /** Ends every connection; for when the engine can no longer. */
    void closeAll(ErrorCode code, String reason) {
        Collection<Channel> all = List.copyOf(channels.values());
        for (Channel channel : all) {
            channel.frames.clear();
            close(channel.connection, code, reason);
        }
    }

    /** Gives the round's frames to their outlets, which are still to be flushed. */
    List<Outlet> handOver() {
        if (touched.isEmpty()) {
            return List.of();
        }
        List<Outlet> outlets = new ArrayList<>(touched.size());
        for (Channel channel : touched) {
            List<Frame> frames = channel.frames;
            if (!frames.isEmpty()) {
                channel.frames = new ArrayList<>();
                boolean last = frames.get(frames.size() - 1) instanceof ConnectionFrame.Goodbye;
                channel.outlet.offer(frames, last);
            }
            outlets.add(channel.outlet);
        }
        touched.clear();
        return outlets;
    }

    private void add(Channel channel, Frame frame) {
        if (channel.frames.isEmpty()) {
            touched.add(channel);
        }
        channel.frames.add(frame);
    }
}
