package io.angarium.server.tool.bench;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the machine can do at best for one confirmed write at a time: one client thread sends a block over loopback, one server thread
 * writes it over preallocated space, forces it with {@code fdatasync} and replies with four bytes; back to back, nothing else. No broker
 * that confirms after the force can be faster with one blocking producer.
 */
public final class BareProbe implements Load {
    private static final int FILE_BYTES = 64 << 20;
    private static final int REPLY_BYTES = 4;

    private final int blockBytes;
    private final Path file;
    private final FileChannel channel;
    private final ServerSocket acceptor;
    private final Socket client;
    private final Thread server;

    /**
     * @param folder where to put the probe's file; on the disk that is to be measured
     * @param blockBytes length of one block
     */
    public BareProbe(Path folder, int blockBytes) throws IOException {
        this.blockBytes = blockBytes;
        this.file = Files.createTempFile(folder, "probe", ".bin");
        this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
        preallocate(channel);
        this.acceptor = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        this.server = new Thread(this::serve, "bench-probe");
        server.setDaemon(true);
        server.start();
        this.client = new Socket(InetAddress.getLoopbackAddress(), acceptor.getLocalPort());
        client.setTcpNoDelay(true);
    }

    /** Writes real zeros, so that no later force has to write metadata. */
    private static void preallocate(FileChannel channel) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(1 << 20);
        for (long at = 0; at < FILE_BYTES; at += zeros.capacity()) {
            zeros.clear();
            channel.write(zeros, at);
        }
        channel.force(true);
    }

    @Override
    public Window run(long nanos) {
        Latencies latencies = new Latencies();
        byte[] block = new byte[blockBytes];
        byte[] reply = new byte[REPLY_BYTES];
        long begin = System.nanoTime();
        long now = begin;
        try {
            DataInputStream in = new DataInputStream(client.getInputStream());
            while (now - begin < nanos) {
                client.getOutputStream().write(block);
                in.readFully(reply);
                long done = System.nanoTime();
                latencies.add(done - now);
                now = done;
            }
        } catch (IOException e) {
            throw new BenchException("the bare probe failed: " + e.getMessage(), e);
        }
        return latencies.window(now - begin);
    }

    private void serve() {
        byte[] reply = new byte[REPLY_BYTES];
        byte[] block = new byte[blockBytes];
        ByteBuffer buffer = ByteBuffer.allocateDirect(blockBytes);
        try (Socket socket = acceptor.accept()) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (long at = 0; true; at = at + 2L * blockBytes > FILE_BYTES ? 0 : at + blockBytes) {
                in.readFully(block);
                buffer.clear().put(block).flip();
                channel.write(buffer, at);
                channel.force(false);
                socket.getOutputStream().write(reply);
            }
        } catch (IOException e) {
            closeQuietly(client); // the end of the probe, or a failure that the client side then reports
        }
    }

    @Override
    public void close() {
        closeQuietly(client);
        closeQuietly(acceptor);
        try {
            server.join();
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            return; // nothing is lost with it
        }
    }
}
