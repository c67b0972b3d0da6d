package io.angarium.jms.link;

import io.angarium.jms.testing.Conversation;
import io.angarium.jms.testing.ScriptedBroker;
import io.angarium.jms.uri.BrokerUri;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.ReplyFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** What the tests of links share. */
final class TestLinks {
    private static final AtomicInteger CORRELATIONS = new AtomicInteger();

    private TestLinks() {}

    static ConnectionFrame.Hello hello(int heartbeatMillis) {
        return new ConnectionFrame.Hello(
                1, 1, Features.SUPPORTED, UUID.randomUUID(), null, "anna", "secret", "test", heartbeatMillis);
    }

    static Link open(ScriptedBroker broker, LinkListener listener, String... options) {
        return Links.open(BrokerUri.parse(broker.uri(options)), hello(0), listener);
    }

    /** A request that the echo answers. */
    static ConnectionFrame.SetClientId request() {
        return request("x");
    }

    static ConnectionFrame.SetClientId request(String padding) {
        return new ConnectionFrame.SetClientId(CORRELATIONS.incrementAndGet(), padding);
    }

    static long in(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    /** A blocking call; whether it was answered in time. */
    static boolean call(Link link, Recorder recorder, Duration time) throws InterruptedException {
        ConnectionFrame.SetClientId request = request();
        if (request.correlation() % 2 == 0) {
            link.send(request);
        } else {
            link.sendAwaited(request);
        }
        boolean answered = link.await(() -> recorder.answered(request.correlation()), in(time));
        recorder.forget(request.correlation());
        return answered;
    }

    /** Answers requests until the client says goodbye. */
    static void echo(Conversation client) throws IOException {
        for (Optional<Frame> frame = client.read(); frame.isPresent(); frame = client.read()) {
            if (frame.get() instanceof ConnectionFrame.SetClientId request) {
                client.send(new ReplyFrame.Ok(request.correlation()));
            } else if (frame.get() instanceof ConnectionFrame.Ping ping) {
                client.send(new ConnectionFrame.Pong(ping.token()));
            } else if (frame.get() instanceof ConnectionFrame.Goodbye) {
                client.send(new ConnectionFrame.Goodbye(null, ""));
                return;
            }
        }
    }

    /** A broker that shakes hands and answers requests. */
    static ScriptedBroker echoBroker() {
        return ScriptedBroker.play(client -> {
            client.shakeHands();
            echo(client);
        });
    }
}
