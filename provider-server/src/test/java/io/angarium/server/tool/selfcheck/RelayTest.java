package io.angarium.server.tool.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands between client and broker takes bytes away or lets them wait, and never alters, repeats or reorders any. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class RelayTest {
    private static final int LENGTH = 3000;

    private final byte[] bytes = new byte[LENGTH];
    private ServerSocket broker;
    private Relay relay;
    private Socket client;
    private Socket peer;

    @BeforeEach
    void connect() throws IOException {
        new Random(1).nextBytes(bytes);
        broker = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        relay = new Relay(broker.getLocalPort());
        client = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        peer = broker.accept();
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
        peer.close();
        relay.close();
        broker.close();
    }

    private enum Slow {
        AS_IT_IS,
        BYTE_BY_BYTE,
        DELAYED,
        THROTTLED
    }

    /** What arrives; shorter if the connection ends. */
    private static byte[] read(Socket from, int most) throws IOException {
        try {
            return from.getInputStream().readNBytes(most);
        } catch (IOException cut) {
            return new byte[0];
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverItDoesToTheTimeTheBytesAreTheSameBothWays(Slow slow) throws IOException {
        switch (slow) {
            case AS_IT_IS -> {}
            case BYTE_BY_BYTE -> relay.portions(1);
            case DELAYED -> relay.delay(50);
            case THROTTLED -> relay.throttle(10_000);
        }
        long begin = System.nanoTime();
        client.getOutputStream().write(bytes);
        assertThat(read(peer, LENGTH)).isEqualTo(bytes);
        peer.getOutputStream().write(bytes);
        assertThat(read(client, LENGTH)).isEqualTo(bytes);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        if (slow == Slow.DELAYED) {
            assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(90));
        } else if (slow == Slow.THROTTLED) {
            assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(500)); // 6,000 bytes
        }
        relay.throttle(0);
    }

    @ParameterizedTest
    @EnumSource(Relay.Way.class)
    void itCutsBehindTheByteThatItWasTold(Relay.Way way) throws IOException {
        relay.cutAfter(way, 1234);
        Socket from = way == Relay.Way.TO_BROKER ? client : peer;
        Socket to = way == Relay.Way.TO_BROKER ? peer : client;
        from.getOutputStream().write(bytes);
        InputStream in = to.getInputStream();
        int count = 0;
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                assertThat((byte) b).isEqualTo(bytes[count]);
                count++;
            }
        } catch (IOException cut) {
            assertThat(count).isLessThanOrEqualTo(1234); // a reset may overtake what has come
        }
        assertThat(relay.passed(way)).isEqualTo(1234);
    }

    @Test
    void whatIsSwallowedInOneDirectionStaysAwayAndTheOtherGoesOn() throws IOException {
        relay.swallow(Relay.Way.TO_BROKER);
        client.getOutputStream().write(bytes);
        peer.getOutputStream().write(bytes);
        assertThat(read(client, LENGTH)).isEqualTo(bytes);
        peer.setSoTimeout(200);
        assertThat(hears(peer)).isFalse();
    }

    @Test
    void whatIsFrozenComesWhenItThaws() throws IOException {
        relay.freeze(true);
        client.getOutputStream().write(bytes);
        peer.setSoTimeout(200);
        assertThat(hears(peer)).isFalse();
        peer.setSoTimeout(0);
        relay.freeze(false);
        assertThat(read(peer, LENGTH)).isEqualTo(bytes);
    }

    private static boolean hears(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException nothing) {
            return false;
        }
    }
}
