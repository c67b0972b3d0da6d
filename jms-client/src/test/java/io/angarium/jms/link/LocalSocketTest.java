package io.angarium.jms.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a socket of the client does at a Unix domain socket, whose other end is the JDK's. */
@Timeout(30)
class LocalSocketTest {
    /** More than the system takes for who does not read. */
    private static final int LARGE = 5_000_000;

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @TempDir
    Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private ServerSocketChannel server;
    private Path path;
    private Socket socket;
    private SocketChannel peer;

    @BeforeEach
    void connect() throws IOException {
        path = folder.resolve("s");
        server = own(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
        server.bind(UnixDomainSocketAddress.of(path));
        socket = own(LocalSocket.to(path.toString()));
        peer = own(server.accept());
    }

    private <T extends AutoCloseable> T own(T what) {
        opened.add(what);
        return what;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        for (Thread thread : threads) {
            thread.join(10_000);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    /** What is done by a thread of its own. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws Exception;
    }

    /** It, and what it has come to. */
    private record Task<T>(Thread thread, FutureTask<T> result) {
        T get() throws Exception {
            return result.get(20, TimeUnit.SECONDS);
        }

        /** Until it waits for the socket. */
        void awaitWaiting() {
            soon().until(() -> Arrays.stream(thread.getStackTrace())
                    .anyMatch(each -> each.getClassName().equals(ChannelWait.class.getName())));
            assertThat(result.isDone()).isFalse();
        }
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
    }

    private <T> Task<T> start(Work<T> work) {
        FutureTask<T> result = new FutureTask<>(work::run);
        Thread thread = new Thread(result, "local-socket-test-" + threads.size());
        threads.add(thread);
        thread.start();
        return new Task<>(thread, result);
    }

    private InputStream in() throws IOException {
        return socket.getInputStream();
    }

    private OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    private void say(byte... bytes) throws IOException {
        Channels.newOutputStream(peer).write(bytes);
    }

    private byte[] hear(int count) throws IOException {
        return Channels.newInputStream(peer).readNBytes(count);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void bytesGoBothWaysOneByOneAndInTheMiddleOfArrays() throws IOException {
        out().write(0xFE);
        out().write(new byte[] {1, 2, 3, 4}, 1, 2);
        assertThat(hear(3)).containsExactly(0xFE, 2, 3);

        say((byte) 0xFF, (byte) 5, (byte) 6);
        assertThat(in().read()).isEqualTo(0xFF);
        byte[] into = new byte[4];
        assertThat(in().read(into, 1, 0)).isZero();
        assertThat(in().read(into, 1, 3)).isEqualTo(2);
        assertThat(into).containsExactly(0, 5, 6, 0);
    }

    @Test
    void whoWritesWaitsForASlowReaderAndLosesNothing() throws Exception {
        byte[] all = random(LARGE);
        Task<Boolean> written = start(() -> {
            out().write(all);
            return true;
        });
        written.awaitWaiting();
        assertThat(hear(LARGE)).isEqualTo(all);
        assertThat(written.get()).isTrue();
    }

    @Test
    void whoReadsGetsAllThatASlowPeerHadToWaitFor() throws Exception {
        byte[] all = random(LARGE);
        Task<byte[]> read = start(() -> in().readNBytes(LARGE));
        read.awaitWaiting();
        say(all);
        assertThat(read.get()).isEqualTo(all);
    }

    @Test
    void bothWaysAreBusyAtATime() throws Exception {
        byte[] there = random(LARGE);
        byte[] back = random(LARGE + 1);
        Task<Boolean> written = start(() -> {
            out().write(there);
            return true;
        });
        Task<byte[]> read = start(() -> in().readNBytes(LARGE + 1));
        written.awaitWaiting();
        read.awaitWaiting();
        say(back);
        assertThat(read.get()).isEqualTo(back);
        assertThat(written.result().isDone()).isFalse();
        assertThat(hear(LARGE)).isEqualTo(there);
        assertThat(written.get()).isTrue();
    }

    @Test
    void aReadThatTimesOutHasLostNothing() throws IOException {
        socket.setSoTimeout(30);
        assertThat(socket.getSoTimeout()).isEqualTo(30);
        for (byte i = 0; i < 3; i++) {
            long start = System.nanoTime();
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> in().read());
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
            say(i, (byte) 7);
            assertThat(in().readNBytes(2)).containsExactly(i, 7);
        }
    }

    @Test
    void aReadWithoutATimeOutWaitsOnAfterOneWithIt() throws Exception {
        socket.setSoTimeout(1);
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> in().read());
        socket.setSoTimeout(0);
        Task<Integer> read = start(() -> in().read());
        read.awaitWaiting();
        say((byte) 9);
        assertThat(read.get()).isEqualTo(9);
    }

    @Test
    void theEndComesAfterWhatWasSaidBefore() throws Exception {
        say((byte) 1);
        peer.close();
        assertThat(in().read()).isEqualTo(1);
        assertThat(in().read()).isEqualTo(-1);
        assertThat(in().read(new byte[10])).isEqualTo(-1);
    }

    @Test
    void whoWaitsForTheNextByteHearsThatThePeerHasGone() throws Exception {
        Task<Integer> read = start(() -> in().read());
        read.awaitWaiting();
        peer.close();
        assertThat(read.get()).isEqualTo(-1);
    }

    @Test
    void whoWaitsToWriteHearsThatThePeerHasGone() throws Exception {
        Task<IOException> failure = start(this::failureOfALargeWrite);
        failure.awaitWaiting();
        peer.close();
        assertThat(failure.get()).isNotNull();
    }

    private IOException failureOfALargeWrite() {
        try {
            out().write(new byte[LARGE]);
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    @Test
    void aCloseWakesWhoReadsAndWhoWrites() throws Exception {
        Task<IOException> reading = start(() -> {
            try {
                return new IOException("read " + in().read());
            } catch (SocketException e) {
                return e;
            }
        });
        Task<IOException> writing = start(this::failureOfALargeWrite);
        reading.awaitWaiting();
        writing.awaitWaiting();
        socket.close();
        assertThat(reading.get()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
        assertThat(writing.get()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
    }

    @Test
    void aClosedOneSaysSo() throws IOException {
        assertThat(socket.isClosed()).isFalse();
        InputStream in = in();
        OutputStream out = out();
        in.close();
        assertThat(socket.isClosed()).isTrue();
        assertThatExceptionOfType(SocketException.class).isThrownBy(in::read).withMessage("Socket closed");
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> out.write(1))
                .withMessage("Socket closed");
        out.close();
        socket.close();
        assertThat(Channels.newInputStream(peer).read()).isEqualTo(-1);
    }

    @Test
    void aCloseWhileOthersBeginToReadLeavesNobodyWaiting() throws Exception {
        for (int i = 0; i < 200; i++) {
            Socket each = own(LocalSocket.to(path.toString()));
            SocketChannel other = own(server.accept());
            Task<Boolean> read = start(() -> {
                try {
                    return each.getInputStream().read() < 0;
                } catch (SocketException e) {
                    return true;
                }
            });
            each.close();
            assertThat(read.get()).isTrue();
            other.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptedReaderReadsOnAndKeepsItsFlag(boolean before) throws Exception {
        Task<Boolean> read = start(() -> {
            if (before) {
                Thread.currentThread().interrupt();
            }
            return in().read() == 8 && Thread.interrupted();
        });
        read.awaitWaiting();
        if (!before) {
            read.thread().interrupt();
            soon().until(() -> !read.thread().isInterrupted()); // it has seen it
        }
        read.awaitWaiting();
        say((byte) 8);
        assertThat(read.get()).isTrue();
        assertThat(socket.isClosed()).isFalse();
        out().write(3);
        assertThat(hear(1)).containsExactly(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptedWriterWritesOnAndKeepsItsFlag(boolean before) throws Exception {
        byte[] all = random(LARGE);
        Task<Boolean> written = start(() -> {
            if (before) {
                Thread.currentThread().interrupt();
            }
            out().write(all);
            return Thread.interrupted();
        });
        written.awaitWaiting();
        if (!before) {
            written.thread().interrupt();
            soon().until(() -> !written.thread().isInterrupted());
        }
        written.awaitWaiting();
        assertThat(hear(LARGE)).isEqualTo(all);
        assertThat(written.get()).isTrue();
        say((byte) 4);
        assertThat(in().read()).isEqualTo(4);
    }

    @Test
    void anInterruptedReaderStillTimesOut() throws Exception {
        socket.setSoTimeout(30);
        Task<Boolean> timedOut = start(() -> {
            Thread.currentThread().interrupt();
            try {
                return in().read() < -1;
            } catch (SocketTimeoutException e) {
                return Thread.interrupted();
            }
        });
        assertThat(timedOut.get()).isTrue();
    }

    @Test
    void anInterruptedThreadConnects() throws Exception {
        Task<Boolean> connected = start(() -> {
            Thread.currentThread().interrupt();
            own(LocalSocket.to(path.toString())).getOutputStream().write(5);
            return Thread.interrupted();
        });
        assertThat(connected.get()).isTrue();
        ByteBuffer one = ByteBuffer.allocate(1);
        assertThat(own(server.accept()).read(one)).isEqualTo(1);
        assertThat(one.get(0)).isEqualTo((byte) 5);
    }

    @Test
    void whereNobodyListensItFailsAtOnce() throws IOException {
        server.close();
        assertThat(path).exists();
        Path file = Files.createFile(folder.resolve("file"));
        for (String nobody : List.of(
                path.toString(),
                file.toString(),
                folder.toString(),
                folder.resolve("no-such-file").toString(),
                folder.resolve("no-such-folder/s").toString(),
                folder.resolve("x".repeat(200)).toString(),
                "/\0")) {
            assertThatExceptionOfType(IOException.class).as(nobody).isThrownBy(() -> LocalSocket.to(nobody));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whereNobodyAcceptsItFailsAtOnce() throws Exception {
        Path full = folder.resolve("full");
        ServerSocketChannel busy = own(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
        busy.bind(UnixDomainSocketAddress.of(full), 1);
        Task<Integer> taken = start(() -> {
            int count = 0;
            try {
                for (; count < 100; count++) {
                    own(LocalSocket.to(full.toString()));
                }
                return count;
            } catch (SocketException e) {
                return count;
            }
        });
        assertThat(taken.get()).isBetween(1, 10);
    }

    @Test
    void nothingOfItStaysOpen() throws Exception {
        assumeTrue(Files.isDirectory(DESCRIPTORS));
        useAndClose(); // whatever the JDK opens once
        long before = descriptors();
        for (int i = 0; i < 200; i++) {
            useAndClose();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(
                            () -> LocalSocket.to(folder.resolve("no-such-file").toString()));
        }
        assertThat(descriptors()).isLessThan(before + 50);
    }

    /** Waits for both, so that it has all it ever needs. */
    private void useAndClose() throws IOException, InterruptedException {
        try (Socket each = LocalSocket.to(path.toString());
                SocketChannel other = server.accept()) {
            each.setSoTimeout(1);
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> each.getInputStream().read());
            Task<Boolean> written = start(() -> {
                each.getOutputStream().write(new byte[LARGE]);
                return true;
            });
            written.awaitWaiting();
            Channels.newInputStream(other).readNBytes(LARGE);
            written.thread().join();
            threads.clear();
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.count();
        }
    }
}
