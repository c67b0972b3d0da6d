package io.angarium.jms.link;

import io.angarium.wire.ConnectionFrame.Goodbye;
import io.angarium.wire.ConnectionFrame.Hello;
import io.angarium.wire.ConnectionFrame.Welcome;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.FrameCodec;
import io.angarium.wire.Limits;
import io.angarium.wire.WireException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The first exchange of a conversation, completed.
 *
 * @param hello what the client said
 * @param welcome what the broker answered
 * @param reader holds what came in behind the answer
 */
record Handshake(Hello hello, Welcome welcome, FrameReader reader) {

    /**
     * Says hello and waits for the answer.
     *
     * @param deadlineNanos value of {@link System#nanoTime} at which to give up
     * @throws LinkException if the broker refuses, or is none
     * @throws SocketTimeoutException after the deadline
     * @throws LocalSocketOffer if the broker would rather hear it over another socket, for which the hello has asked
     * @throws IOException if the socket is broken
     */
    static Handshake with(SocketPeer peer, Hello hello, long deadlineNanos) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(FrameCodec.size(hello));
        FrameCodec.encode(hello, bytes);
        peer.out().write(bytes.array());
        FrameReader reader = new FrameReader(peer.in());
        Frame answer = answer(peer, reader, deadlineNanos);
        if (answer instanceof Goodbye elsewhere && elsewhere.code() == ErrorCode.LOCAL_SOCKET) {
            throw new LocalSocketOffer(elsewhere.reason());
        }
        Welcome welcome = welcome(peer.name(), hello, answer);
        reader.accept(Limits.MAX_FRAME_BYTES);
        return new Handshake(hello, welcome, reader);
    }

    private static Frame answer(SocketPeer peer, FrameReader reader, long deadlineNanos) throws IOException {
        try {
            Frame answer = reader.next();
            while (answer == null) {
                long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
                if (millis <= 0) {
                    throw new SocketTimeoutException("handshake");
                }
                peer.readTimeout((int) Math.min(millis, Integer.MAX_VALUE));
                if (!reader.fill()) {
                    throw notABroker(peer.name(), "it closed the connection", null);
                }
                answer = reader.next();
            }
            return answer;
        } catch (WireException e) {
            throw notABroker(peer.name(), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Judges the answer to a hello.
     *
     * @param broker its name, for messages
     * @throws LinkException if it refuses, or is none
     */
    static Welcome welcome(String broker, Hello hello, Frame answer) {
        if (answer instanceof Goodbye goodbye) {
            String why = goodbye.reason().isEmpty() ? String.valueOf(goodbye.code()) : goodbye.reason();
            throw new LinkException(goodbye.code(), "broker " + broker + " refused the connection: " + why, null);
        }
        if (!(answer instanceof Welcome welcome)) {
            throw notABroker(broker, "it answered with a " + answer.getClass().getSimpleName() + " frame", null);
        }
        if (welcome.version() < hello.minVersion() || welcome.version() > hello.maxVersion()) {
            String spoken = hello.minVersion() == hello.maxVersion()
                    ? "version " + hello.minVersion()
                    : "versions " + hello.minVersion() + " to " + hello.maxVersion();
            throw new LinkException(
                    ErrorCode.VERSION,
                    "broker " + broker + " speaks version " + welcome.version() + " of the protocol, this client "
                            + spoken,
                    null);
        }
        return welcome;
    }

    private static LinkException notABroker(String name, String why, @Nullable WireException cause) {
        return new LinkException(null, name + " is not an Angarium broker: " + why, cause);
    }
}
