package io.angarium.server.micro;

import io.angarium.wire.BodyKind;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.Frame;
import io.angarium.wire.FrameCodec;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.MessageCheck;
import io.angarium.wire.MessageHeader;
import io.angarium.wire.MessageReader;
import io.angarium.wire.ProducerFrame;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the codec does with a message of 1 KiB and three properties between the sender's object and the receiver's. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CodecBenchmark {
    private final MessageBuilder builder = new MessageBuilder();
    private final Destination destination = Destination.queue("orders");
    private final byte[] body = new byte[1024];
    private final String text = "x".repeat(1024);
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final ByteBuffer out = ByteBuffer.allocateDirect(2048);
    private EncodedMessage message;
    private EncodedMessage textMessage;
    private ProducerFrame.Send send;
    private ConsumerFrame.Deliver deliver;
    private ByteBuffer sent;
    private ByteBuffer delivered;

    /** Prepares frames and bytes. */
    @Setup
    public void prepare() {
        properties.put("customer", "Smith & Sons");
        properties.put("amount", 5);
        properties.put("express", true);
        message = build();
        textMessage = buildText();
        send = new ProducerFrame.Send(1, 1, 0, 0, 0, message);
        deliver = new ConsumerFrame.Deliver(1, 1, 1, 1, 0, 0, 0, message);
        sent = bytes(send);
        delivered = bytes(deliver);
    }

    private MessageBuilder header() {
        builder.clear().destination(destination).messageId("ID:0123456789abcdef-1-1");
        return builder.timestamp(1_700_000_000_000L).properties(properties);
    }

    private static ByteBuffer bytes(Frame frame) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(FrameCodec.size(frame));
        FrameCodec.encode(frame, bytes);
        return bytes;
    }

    /** The sender's message with a body of bytes. */
    @Benchmark
    public EncodedMessage build() {
        return header().body(BodyKind.BYTES, body).build();
    }

    /** The sender's message with a text. */
    @Benchmark
    public EncodedMessage buildText() {
        return header().text(text).build();
    }

    /** The sender's frame. */
    @Benchmark
    public int encodeSend() {
        FrameCodec.size(send);
        FrameCodec.encode(send, out.clear());
        return out.position();
    }

    /** The broker reads it. */
    @Benchmark
    public Frame decodeSend() {
        return FrameCodec.decode(sent.position(FrameCodec.LENGTH_BYTES));
    }

    /** The broker makes sure that the message's sections are what they say. */
    @Benchmark
    public void check() {
        MessageCheck.check(message);
    }

    /** The broker's frame to a consumer, with the message's bytes copied. */
    @Benchmark
    public int encodeDeliver() {
        FrameCodec.size(deliver);
        FrameCodec.encode(deliver, out.clear());
        return out.position();
    }

    /** The receiver's client reads it. */
    @Benchmark
    public Frame decodeDeliver() {
        return FrameCodec.decode(delivered.position(FrameCodec.LENGTH_BYTES));
    }

    /** The receiver asks for header fields. */
    @Benchmark
    public MessageHeader readHeader() {
        return MessageReader.header(message);
    }

    /** The receiver asks for properties. */
    @Benchmark
    public Map<String, Object> readProperties() {
        return MessageReader.properties(message);
    }

    /** The receiver asks for the text. */
    @Benchmark
    public String readText() {
        return MessageReader.text(textMessage);
    }
}
