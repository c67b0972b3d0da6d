package io.angarium.jms.link;

import io.angarium.jms.testing.Conversation;
import io.angarium.jms.testing.ScriptedBroker;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.Limits;
import io.angarium.wire.ReplyFrame;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/**
 * Takes several conversations on a socket and answers requests in each: that with the client identifier "end" by a goodbye in the conversation, "cut" by
 * closing the socket, "foreign" by a switch to a conversation that has not begun. Users "bad" are refused, "mute" ones are not answered until the next request of
 * another.
 */
final class SharingBroker implements AutoCloseable {
    private final AtomicInteger sockets = new AtomicInteger();
    private final AtomicInteger welcomes = new AtomicInteger();
    private final ScriptedBroker broker;

    SharingBroker() {
        this(ServerSocketFactory.getDefault());
    }

    SharingBroker(ServerSocketFactory factory) {
        broker = ScriptedBroker.playOver(factory, client -> {
            if (client.isOpen()) {
                sockets.incrementAndGet();
                client.shakeHands(welcome(Features.SUPPORTED));
                welcomes.incrementAndGet();
                new Desk(client).serve();
            }
        });
    }

    static ConnectionFrame.Welcome welcome(long features) {
        return new ConnectionFrame.Welcome(1, features, new UUID(1, 2), "scripted", 1, Limits.MAX_FRAME_BYTES, 0);
    }

    ScriptedBroker broker() {
        return broker;
    }

    /** How many sockets there were. */
    int sockets() {
        return sockets.get();
    }

    /** How many conversations were accepted. */
    int welcomes() {
        return welcomes.get();
    }

    @Override
    public void close() {
        broker.close();
    }

    /** One socket. */
    private final class Desk {
        private final Conversation client;
        private final Set<Integer> open = new HashSet<>(Set.of(0));
        private final Set<Integer> mute = new HashSet<>();
        private int current;

        Desk(Conversation client) {
            this.client = client;
        }

        void serve() throws IOException {
            for (Optional<Frame> frame = client.read(); frame.isPresent(); frame = client.read()) {
                if (!serve(frame.get()) || open.isEmpty()) {
                    return;
                }
            }
        }

        private boolean serve(Frame frame) throws IOException {
            if (frame instanceof ConnectionFrame.Switch to) {
                current = to.conversation();
            } else if (frame instanceof ConnectionFrame.Ping ping) {
                client.send(new ConnectionFrame.Pong(ping.token()));
            } else if (frame instanceof ConnectionFrame.Goodbye) {
                open.remove(current);
                say(current, new ConnectionFrame.Goodbye(null, ""));
            } else if (frame instanceof ConnectionFrame.Hello hello) {
                heard(hello);
            } else if (frame instanceof ConnectionFrame.SetClientId request) {
                return answer(request);
            }
            return true;
        }

        private void heard(ConnectionFrame.Hello hello) throws IOException {
            if ("bad".equals(hello.user())) {
                say(current, new ConnectionFrame.Goodbye(ErrorCode.AUTHENTICATION, "password wrong"));
            } else {
                open.add(current);
                if ("mute".equals(hello.user())) {
                    mute.add(current);
                } else {
                    say(current, welcome(Features.SUPPORTED));
                    welcomes.incrementAndGet();
                }
            }
        }

        private boolean answer(ConnectionFrame.SetClientId request) throws IOException {
            for (int each : mute) {
                say(each, welcome(Features.SUPPORTED));
            }
            mute.clear();
            switch (request.clientId()) {
                case "end" -> {
                    open.remove(current);
                    say(current, new ConnectionFrame.Goodbye(ErrorCode.STOPPING, "by hand"));
                }
                case "foreign" -> client.send(new ConnectionFrame.Switch(99));
                case "cut" -> {
                    return false;
                }
                default -> say(current, new ReplyFrame.Ok(request.correlation()));
            }
            return true;
        }

        private void say(int conversation, Frame frame) throws IOException {
            client.send(new ConnectionFrame.Switch(conversation), frame);
        }
    }
}
