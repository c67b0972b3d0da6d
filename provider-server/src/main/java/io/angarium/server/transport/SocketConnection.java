package io.angarium.server.transport;

import io.angarium.server.host.EngineHost;
import io.angarium.server.host.Input;
import io.angarium.server.security.Authenticator.Judgement;
import io.angarium.server.security.Peer;
import io.angarium.server.transport.Conversation.Stage;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.Limits;
import io.angarium.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket, and the conversations on it: hello, judgement, frames until someone says goodbye. Everything happens on its loop's thread.
 */
final class SocketConnection extends ChannelInboundHandlerAdapter implements Outflow.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);

    /** Between two looks whether the engine has caught up and reading may go on. */
    private static final long BACKLOG_PAUSE_MILLIS = 5;

    /** Frames in one input at most, so that a round can end in between. */
    private static final int MAX_INPUT_FRAMES = 250;

    private static final long LEAST_PATIENCE_MILLIS = 1_000;

    private final DuplexChannel channel;
    private final Peer peer;
    private final int tcpPort; // of the peer, if it is on this machine; else 0
    private final Surroundings around;
    private final LoopBatch batch;
    private final FrameReader reader;
    private final Outflow out;
    private final EngineHost host;
    private final Conversations conversations;
    private final Conversation first;
    private List<Frame> frames = new ArrayList<>(); // of the current conversation
    private int frameBytes;
    private boolean shared;
    private boolean ending;
    private long reads;

    private SocketConnection(DuplexChannel channel, Peer peer, int tcpPort, Surroundings around) {
        this.channel = channel;
        this.peer = peer;
        this.tcpPort = tcpPort;
        this.around = around;
        this.host = around.host();
        this.batch = around.batchOf(channel.eventLoop());
        this.reader = new FrameReader(channel.alloc());
        this.out = new Outflow(channel, around.settings().maxOutboundBytes(), 0, this);
        this.first = new Conversation(0, host.newConnection(), out);
        this.conversations = new Conversations(first);
    }

    /** Begins with a TCP connection. */
    static void on(SocketChannel channel, Surroundings around) {
        InetSocketAddress address = channel.remoteAddress();
        Peer peer = Peer.of(address);
        int tcpPort = peer.here() && address != null ? address.getPort() : 0;
        channel.pipeline().addLast(new SocketConnection(channel, peer, tcpPort, around));
    }

    /** Begins with a connection to the Unix domain socket. */
    static void on(EpollDomainSocketChannel channel, Surroundings around) {
        channel.pipeline().addLast(new SocketConnection(channel, Peer.process(process(channel)), 0, around));
    }

    private static int process(EpollDomainSocketChannel channel) {
        try {
            return channel.peerCredentials().pid();
        } catch (IOException e) {
            LOG.debug("the system does not tell who has connected", e);
            return 0;
        }
    }

    /** Twice as long as between two heartbeats, ours or its own: who promises none, so that he may rest, may do so here too. */
    private long patience(ConnectionFrame.Hello hello) {
        long own = around.settings().heartbeat().toMillis();
        long promised = hello.heartbeatMillis();
        return promised == 0 ? 0 : Math.max(LEAST_PATIENCE_MILLIS, 2 * Math.max(own, promised));
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

    /** Ends all its conversations for a reason of the transport's. */
    void end(ErrorCode code, String reason) {
        if (!ending) {
            ending = true;
            conversations.open().forEach(each -> end(each, code, reason));
        }
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
        ending = true;
        reader.release();
        out.clear();
        try {
            conversations.open().forEach(this::leave);
        } catch (VirtualMachineError e) { // the engine would wait for what nobody sends any more
            host.broken(e);
            throw e;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reads++;
        if (ending || out.ending() || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        reader.append(bytes);
        read();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        out.write();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        ending = true; // what comes in now may follow on what was lost
        try {
            Quietly.close(channel); // first: there may be no memory left for more than that
        } catch (VirtualMachineError e) {
            host.broken(e);
            throw e;
        }
        if (cause instanceof IOException) {
            LOG.debug("{}: connection {} lost: {}", peer(), first.connection(), cause.getMessage());
        } else {
            LOG.error("{}: connection {} closed because of an error", peer(), first.connection(), cause);
        }
    }

    @Override
    public boolean over(Conversation conversation) {
        leave(conversation);
        return conversations.remove(conversation);
    }

    @Override
    public void drained(Conversation conversation) {
        batch.add(new Input.Drained(conversation.connection()));
    }

    @Override
    public void stranded(Throwable cause) {
        host.broken(cause);
    }

    @Override
    public boolean allLeaving() {
        return conversations.allLeaving();
    }

    @Override
    public void written(int number, long bytes) {
        Conversation conversation = conversations.find(number);
        if (conversation != null) {
            batch.add(new Input.PartsWritten(conversation.connection(), bytes));
        }
    }

    private void read() {
        try {
            readFrames();
        } catch (WireException e) {
            end(ErrorCode.PROTOCOL, String.valueOf(e.getMessage()));
        }
        if (ending) {
            reader.release();
        }
    }

    /** Until the first hello is being judged: what follows that waits unread, while later ones hold nobody up. */
    private void readFrames() {
        try {
            Frame frame = first.stage() == Stage.JUDGED ? null : reader.next();
            while (frame != null && !ending) {
                frameBytes += reader.lastSize();
                take(frame);
                frame = first.stage() == Stage.JUDGED ? null : reader.next();
            }
            reader.trim();
        } finally {
            bring();
        }
        if (host.backlogBytes() > around.settings().maxBacklogBytes()) {
            pauseReading();
        }
    }

    private void take(Frame frame) {
        Conversation current = conversations.current();
        if (frame instanceof ConnectionFrame own && isForTransport(own, current)) {
            return;
        }
        switch (current == null ? Stage.ENDED : current.stage()) {
            case HELLO -> throw new WireException("the first frame is not a hello");
            case JUDGED -> throw new WireException("a frame before the answer to the hello");
            case OPEN -> {
                frames.add(frame);
                if (frames.size() == MAX_INPUT_FRAMES) {
                    bring();
                }
            }
            case ENDED -> frameBytes = 0; // it has crossed our goodbye
        }
    }

    /** Does what is not the engine's to do. */
    private boolean isForTransport(ConnectionFrame frame, @Nullable Conversation current) {
        Stage stage = current == null ? Stage.ENDED : current.stage();
        if (frame instanceof ConnectionFrame.Pong) {
            return first.stage() != Stage.HELLO;
        }
        if (frame instanceof ConnectionFrame.Ping ping && stage != Stage.OPEN && first.stage() != Stage.HELLO) {
            out.send(new ConnectionFrame.Pong(ping.token()));
            return true;
        }
        if (frame instanceof ConnectionFrame.Switch to && shared) {
            bring();
            conversations.switchTo(to.conversation(), this::begin);
            reader.limit(limit(conversations.current()));
            return true;
        }
        if (frame instanceof ConnectionFrame.Hello hello && current != null && stage == Stage.HELLO) {
            frameBytes = 0;
            heard(current, hello);
            return true;
        }
        if (frame instanceof ConnectionFrame.Goodbye && current != null && stage == Stage.JUDGED) {
            leave(current);
            current.end(null, "");
            return true;
        }
        return false;
    }

    /** Brings the engine what has been read for the current conversation. */
    private void bring() {
        Conversation current = conversations.current();
        if (!frames.isEmpty() && current != null) {
            Input full = new Input.Frames(current.connection(), frames, frameBytes);
            frames = new ArrayList<>(); // before it is added: never twice
            batch.add(full);
        }
        frameBytes = 0;
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

    private Conversation begin(int number) {
        return new Conversation(number, host.newConnection(), out);
    }

    private int limit(@Nullable Conversation current) {
        boolean handshake = current != null && current.stage() == Stage.HELLO;
        return handshake ? Limits.MAX_HANDSHAKE_BYTES : around.settings().maxFrameBytes();
    }

    private void heard(Conversation from, ConnectionFrame.Hello hello) {
        if (from != first && !conversations.add(from)) {
            end(from, ErrorCode.RESOURCE_LIMIT, "a socket carries " + Conversations.MAX_OPEN + " connections at most");
        } else {
            from.stage(Stage.JUDGED);
            String local = around.localSocket();
            if (from == first
                    && local != null
                    && tcpPort != 0
                    && Features.wishesLocalSocket(hello.features(), tcpPort)) {
                first.stage(Stage.ENDED);
                first.end(ErrorCode.LOCAL_SOCKET, local);
            } else {
                judge(from, hello);
            }
        }
        reader.limit(limit(from));
    }

    private void judge(Conversation from, ConnectionFrame.Hello hello) {
        if (around.authenticator().quick(hello)) {
            judged(from, hello, around.authenticator().judge(hello, peer));
            return;
        }
        if (from == first) {
            channel.config().setAutoRead(false);
        }
        try {
            around.slowWork().execute(() -> {
                Judgement judgement = around.authenticator().judge(hello, peer);
                channel.eventLoop().execute(() -> resume(from, hello, judgement));
            });
        } catch (RejectedExecutionException e) {
            end(from, ErrorCode.RESOURCE_LIMIT, "too many connections are being opened at once");
        }
    }

    private void resume(Conversation from, ConnectionFrame.Hello hello, Judgement judgement) {
        if (from.stage() != Stage.JUDGED || !channel.isActive()) {
            return;
        }
        judged(from, hello, judgement);
        if (from == first) {
            channel.config().setAutoRead(true);
            if (!ending && !out.ending()) {
                read();
            }
        }
    }

    private void judged(Conversation from, ConnectionFrame.Hello hello, Judgement judgement) {
        if (judgement instanceof Judgement.Refused refused) {
            end(from, ErrorCode.AUTHENTICATION, refused.reason());
        } else if (judgement instanceof Judgement.Accepted accepted) {
            from.stage(Stage.OPEN);
            batch.add(new Input.Connected(from.connection(), from, hello, accepted.identity()));
            if (from == first) {
                out.patience(patience(hello));
                shared = (Features.negotiate(hello.features()) & Features.SHARED_SOCKET) != 0;
                Heartbeat.start(this, channel.eventLoop(), around.settings().heartbeat(), hello.heartbeatMillis());
            }
        }
    }

    private void checkHello() {
        if (first.stage() == Stage.HELLO && channel.isActive()) {
            end(
                    ErrorCode.TIMEOUT,
                    "no hello within " + around.settings().handshakeTimeout().toMillis() + " ms");
        }
    }

    /** Says goodbye in one conversation for a reason of the transport's, and tells the engine that the connection is gone. */
    private void end(Conversation conversation, ErrorCode code, String reason) {
        LOG.warn("{}: connection {} closed: {}", peer(), conversation.connection(), reason);
        leave(conversation);
        conversation.end(code, reason);
    }

    /** The engine hears no more of this conversation than that it is gone. */
    private void leave(Conversation conversation) {
        if (conversation.stage() == Stage.OPEN) {
            batch.add(new Input.Disconnected(conversation.connection()));
        }
        conversation.stage(Stage.ENDED);
    }

    @Override
    public String peer() {
        return peer.text();
    }
}
