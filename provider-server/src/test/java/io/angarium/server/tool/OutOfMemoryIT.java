package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.testing.Messages;
import io.angarium.server.testing.SocketPeer;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker whose heap has room for a message, but not for that and its record: what it cannot have it wants in the engine, on the thread of a loop.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class OutOfMemoryIT {
    private static final int MESSAGE_BYTES = 40 << 20;

    /** 76 MiB for what is large. */
    private static final String[] HEAP = {"-XX:+UseSerialGC", "-Xmx92m", "-Xmn16m"};

    @TempDir
    Path folder;

    @Test
    void aBrokerThatRunsOutOfMemoryTellsItsConnectionsSaysWhyInALineAndEndsWithStatus3() throws Exception {
        Path data = folder.resolve("data");
        Jar jar = new Jar(folder);
        try (Jar.Serving broker = jar.serve(data, 0, HEAP);
                SocketPeer other = SocketPeer.welcomed(broker.port());
                SocketPeer sender = SocketPeer.welcomed(broker.port())) {
            sender.send(
                    new SessionFrame.OpenSession(1),
                    new ProducerFrame.OpenProducer(1, 1, 1, Destination.queue("orders")));
            sender.expect(ReplyFrame.Ok.class);
            sender.send(new ProducerFrame.Send(1, 1, 0, 0, 0, Messages.bytes("orders", true, new byte[MESSAGE_BYTES])));
            for (SocketPeer each : List.of(sender, other)) {
                ConnectionFrame.Goodbye goodbye = each.expect(ConnectionFrame.Goodbye.class);
                assertThat(goodbye.code()).isEqualTo(ErrorCode.INTERNAL);
                assertThat(goodbye.reason()).endsWith("its memory is used up; give it more, as with -Xmx");
            }
            assertThat(broker.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(broker.process().exitValue()).isEqualTo(Angarium.NO_MEMORY);
        }
        List<String> said = Files.readAllLines(jar.log());
        String line = "angarium serve: the broker stopped by itself: the broker stops because its memory is used up;"
                + " give it more, as with -Xmx";
        assertThat(said).containsOnlyOnce(line).noneMatch(each -> each.startsWith("\tat "));
        List<String> below = said.subList(said.indexOf(line) + 1, said.size());
        assertThat(below).first().asString().startsWith("  java.lang.OutOfMemoryError");
        assertThat(below).as("who wanted the memory").anyMatch(each -> each.startsWith("    at io.angarium."));
        try (Jar.Serving again = jar.serve(data, 0)) {
            assertThat(again.recovered()).isZero();
        }
    }

    @Test
    void aBrokerWithoutTheMemoryToStartSaysWhereInItsLinesAndEndsWithStatus3() throws Exception {
        Jar jar = new Jar(folder);
        Path data = folder.resolve("data");
        Jar.Result ended = startsWithoutMemory(jar, data);
        for (int i = 0; i < 10 && ended.status() != Angarium.NO_MEMORY; i++) {
            data = folder.resolve("data" + i);
            ended = startsWithoutMemory(jar, data);
        }
        assertThat(ended.err())
                .contains("angarium serve: the broker cannot start because its memory is used up;"
                        + " give it more, as with -Xmx\n  java.lang.OutOfMemoryError")
                .contains("\n    at io.angarium.");
        assertThat(ended.status()).isEqualTo(Angarium.NO_MEMORY);
        assertThat(ended.out()).isEmpty();
        try (Jar.Serving again = jar.serve(data, 0)) {
            assertThat(again.recovered()).isEqualTo(1);
        }
    }

    /** A large message is read again, unless the broker had the time for a checkpoint before it was killed: then it gets as far as its users, who cannot be read. */
    private static Jar.Result startsWithoutMemory(Jar jar, Path data) throws Exception {
        try (Jar.Serving broker = jar.serve(data, 0);
                SocketPeer sender = SocketPeer.welcomed(broker.port())) {
            sender.send(
                    new SessionFrame.OpenSession(1),
                    new ProducerFrame.OpenProducer(1, 1, 1, Destination.queue("orders")));
            sender.expect(ReplyFrame.Ok.class);
            sender.send(new ProducerFrame.Send(1, 1, 0, 0, 0, Messages.bytes("orders", true, new byte[MESSAGE_BYTES])));
            sender.expect(ProducerFrame.Confirmed.class);
            broker.kill();
        }
        Path users = Files.writeString(data.resolve("users"), "no users");
        Jar.Result ended = jar.run(
                Map.of("JDK_JAVA_OPTIONS", "-XX:+UseSerialGC -Xmx24m"),
                "",
                "serve",
                "--data",
                data.toString(),
                "--port",
                "0");
        Files.delete(users);
        return ended;
    }
}
