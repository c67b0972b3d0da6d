package io.angarium.server.transport;

import io.angarium.server.engine.Identity;
import io.angarium.server.host.EngineHost;
import io.angarium.server.host.Input;
import io.angarium.server.security.Authenticator.Judgement;
import io.angarium.server.security.Peers;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket's conversation: hello, judgement, frames until someone says goodbye. Everything happens on its loop's thread.
 */
final class SocketConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);

    /** Between two looks whether the engine has caught up and reading may go on. */
    private static final long BACKLOG_PAUSE_MILLIS = 5;

    /** Frames in one input at most, so that a round can end in between. */
    private static final int MAX_INPUT_FRAMES = 250;

    private final SocketChannel channel;
    private final Surroundings around;
    private final LoopBatch batch;
    private final FrameReader reader;
    private final Outflow out;
    private final EngineHost host;
    private final long number;
    private Stage stage = Stage.HELLO;
    private long reads;

    /** How far the conversation is. */
    private enum Stage {
        /** Nothing has been said. */
        HELLO,
        /** The hello is being judged; nothing more is read. */
        JUDGED,
        /** The engine knows the connection. */
        OPEN,
        /** What still comes in is discarded. */
        ENDING
    }

    SocketConnection(SocketChannel channel, Surroundings around) {
        this.channel = channel;
        this.around = around;
        this.host = around.host();
        this.batch = around.batchOf(channel.eventLoop());
        this.reader = new FrameReader(channel.alloc());
        this.number = host.newConnection();
        this.out = new Outflow(
                channel,
                around.settings().maxOutboundBytes(),
                bytes -> batch.add(new Input.PartsWritten(number, bytes)));
    }

    /** How many times something came in; changes when the peer is heard from. */
    long reads() {
        return reads;
    }

    Outflow out() {
        return out;
    }

    /** Whether nothing is read at the moment, so that the peer's silence says nothing. */
    boolean deaf() {
        return !channel.config().isAutoRead();
    }

    /** Says goodbye for a reason of the transport's, and tells the engine that the connection is gone. */
    void end(ErrorCode code, String reason) {
        if (stage == Stage.ENDING) {
            return;
        }
        LOG.warn("{}: connection {} closed: {}", peer(), number, reason);
        leave();
        out.end(code, reason);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        around.opened(channel);
        Quietly.later(
                channel.eventLoop(),
                this::checkHello,
                around.settings().handshakeTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        around.closed(channel);
        leave();
        reader.release();
        out.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reads++;
        if (stage == Stage.ENDING || out.ending() || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        reader.append(bytes);
        try {
            read();
        } catch (WireException e) {
            end(ErrorCode.PROTOCOL, String.valueOf(e.getMessage()));
        }
        if (stage == Stage.ENDING) {
            reader.release();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        out.write();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{}: connection {} lost: {}", peer(), number, cause.getMessage());
        } else {
            LOG.error("{}: connection {} closed because of an error", peer(), number, cause);
        }
        Quietly.close(channel);
    }

    private void read() {
        if (stage == Stage.HELLO) {
            Frame first = reader.next();
            if (first instanceof ConnectionFrame.Hello hello) {
                judge(hello);
            } else if (first != null) {
                throw new WireException("the first frame is not a hello");
            }
        }
        if (stage == Stage.OPEN) {
            readFrames();
        }
    }

    private void readFrames() {
        List<Frame> frames = new ArrayList<>();
        int bytes = 0;
        try {
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                bytes += reader.lastSize();
                if (!(frame instanceof ConnectionFrame.Pong)) {
                    frames.add(frame);
                }
                if (frames.size() == MAX_INPUT_FRAMES) {
                    batch.add(new Input.Frames(number, frames, bytes));
                    frames = new ArrayList<>();
                    bytes = 0;
                }
            }
            reader.trim();
        } finally {
            if (!frames.isEmpty()) {
                batch.add(new Input.Frames(number, frames, bytes));
            }
        }
        if (host.backlogBytes() > around.settings().maxBacklogBytes()) {
            pauseReading();
        }
    }

    private void pauseReading() {
        channel.config().setAutoRead(false);
        Quietly.later(channel.eventLoop(), this::resumeReading, BACKLOG_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void resumeReading() {
        if (host.backlogBytes() > around.settings().maxBacklogBytes() / 2) {
            pauseReading();
        } else {
            channel.config().setAutoRead(true);
        }
    }

    private void judge(ConnectionFrame.Hello hello) {
        stage = Stage.JUDGED;
        if (around.authenticator().quick(hello)) {
            judged(hello, around.authenticator().judge(hello, channel.remoteAddress()));
            return;
        }
        channel.config().setAutoRead(false);
        InetSocketAddress peer = channel.remoteAddress();
        try {
            around.slowWork().execute(() -> {
                Judgement judgement = around.authenticator().judge(hello, peer);
                channel.eventLoop().execute(() -> resume(hello, judgement));
            });
        } catch (RejectedExecutionException e) {
            end(ErrorCode.RESOURCE_LIMIT, "too many connections are being opened at once");
        }
    }

    private void resume(ConnectionFrame.Hello hello, Judgement judgement) {
        if (stage != Stage.JUDGED || !channel.isActive()) {
            return;
        }
        channel.config().setAutoRead(true);
        judged(hello, judgement);
        try {
            read();
        } catch (WireException e) {
            end(ErrorCode.PROTOCOL, String.valueOf(e.getMessage()));
        }
    }

    private void judged(ConnectionFrame.Hello hello, Judgement judgement) {
        if (judgement instanceof Judgement.Refused refused) {
            end(ErrorCode.AUTHENTICATION, refused.reason());
        } else if (judgement instanceof Judgement.Accepted accepted) {
            open(hello, accepted.identity());
        }
    }

    private void open(ConnectionFrame.Hello hello, Identity identity) {
        stage = Stage.OPEN;
        reader.limit(around.settings().maxFrameBytes());
        batch.add(new Input.Connected(number, out, hello, identity));
        Heartbeat.start(this, channel.eventLoop(), around.settings().heartbeat(), hello.heartbeatMillis());
    }

    private void checkHello() {
        if (stage == Stage.HELLO && channel.isActive()) {
            end(
                    ErrorCode.TIMEOUT,
                    "no hello within " + around.settings().handshakeTimeout().toMillis() + " ms");
        }
    }

    /** The engine hears no more of this connection than that it is gone. */
    private void leave() {
        if (stage == Stage.OPEN) {
            batch.add(new Input.Disconnected(number));
        }
        stage = Stage.ENDING;
    }

    private String peer() {
        InetSocketAddress address = channel.remoteAddress();
        return address == null ? "peer" : Peers.text(address);
    }
}
