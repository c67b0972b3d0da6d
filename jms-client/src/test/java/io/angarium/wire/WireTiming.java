package io.angarium.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Measures the codec on one thread without a harness: nanoseconds and allocated bytes of each step that a message of 1 KiB takes, the
 * best of several rounds after a warm-up. Not a test: run its main method. Each step returns a number that is summed and printed, so that
 * none of it can be optimised away.
 */
final class WireTiming {
    private static final int ROUNDS = 15;
    private static final int TIMES = 200_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final MessageBuilder builder = new MessageBuilder();
    private final Destination destination = Destination.queue("orders");
    private final byte[] body = new byte[1024];
    private final String text = "x".repeat(1024);
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private long checksum;

    private WireTiming() {
        properties.put("customer", "Smith & Sons");
        properties.put("amount", 5);
        properties.put("express", true);
    }

    private EncodedMessage build(boolean asText) {
        builder.clear()
                .destination(destination)
                .messageId("ID:0123456789abcdef-1-1")
                .timestamp(1_700_000_000_000L);
        builder.properties(properties);
        return asText
                ? builder.text(text).build()
                : builder.body(BodyKind.BYTES, body).build();
    }

    private void run() {
        EncodedMessage message = build(false);
        EncodedMessage textMessage = build(true);
        ProducerFrame.Send send = new ProducerFrame.Send(1, 1, 0, 0, 0, message);
        ConsumerFrame.Deliver deliver = new ConsumerFrame.Deliver(1, 1, 1, 0, 0, message);
        byte[] name = "express".getBytes(UTF_8);
        measure("build, 3 properties, 1 KiB bytes", () -> build(false).size());
        measure("build, 3 properties, 1 KiB text", () -> build(true).size());
        frames("heap", send, deliver, ByteBuffer.allocate(2048));
        frames("direct", send, deliver, ByteBuffer.allocateDirect(2048));
        measure("read header", () -> MessageReader.header(message).hashCode());
        measure("read properties", () -> MessageReader.properties(message).size());
        measure("read text 1 KiB", () -> String.valueOf(MessageReader.text(textMessage))
                .length());
        measure("find third property", () -> PropertyFinder.find(message, name) == null ? 0 : 1);
        measure("check", () -> {
            MessageCheck.check(message);
            return 1;
        });
        System.out.println("checksum " + checksum);
    }

    private void frames(String kind, ProducerFrame.Send send, ConsumerFrame.Deliver deliver, ByteBuffer buffer) {
        measure("encode SEND, " + kind, () -> encode(send, buffer));
        ByteBuffer sent = copy(send, buffer);
        measure("decode SEND, " + kind, () -> ((ProducerFrame.Send) FrameCodec.decode(sent.position(4)))
                .message()
                .size());
        measure("encode DELIVER, " + kind, () -> encode(deliver, buffer));
        measure("encode head of DELIVER, " + kind, () -> {
            FrameCodec.encodeHead(deliver, buffer.clear());
            return buffer.position();
        });
        ByteBuffer delivered = copy(deliver, buffer);
        measure("decode DELIVER, " + kind, () -> {
            Frame frame = FrameCodec.decode(delivered.position(4));
            return ((ConsumerFrame.Deliver) frame).message().size();
        });
    }

    private static ByteBuffer copy(Frame frame, ByteBuffer like) {
        int size = FrameCodec.size(frame);
        ByteBuffer copy = like.isDirect() ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        FrameCodec.encode(frame, copy);
        return copy;
    }

    private static int encode(Frame frame, ByteBuffer buffer) {
        FrameCodec.size(frame);
        FrameCodec.encode(frame, buffer.clear());
        return buffer.position();
    }

    private void measure(String what, IntSupplier step) {
        double best = Double.MAX_VALUE;
        long bytes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            for (int i = 0; i < TIMES; i++) {
                checksum += step.getAsInt();
            }
            best = Math.min(best, (System.nanoTime() - start) / (double) TIMES);
            bytes = (threads.getCurrentThreadAllocatedBytes() - allocated) / TIMES;
        }
        System.out.printf("%-36s %8.1f ns %8d bytes%n", what, best, bytes);
    }

    public static void main(String[] args) {
        new WireTiming().run();
    }
}
