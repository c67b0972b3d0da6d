package io.angarium.examples.benchmark.scenario;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A connection over the loopback address to a thread that answers blocks of a fixed length. The client's side belongs to one thread. */
final class Loopback implements AutoCloseable {
    private final ServerSocket acceptor;
    private final Socket client;
    private final DataInputStream in;
    private final Thread server;

    /** What the server's thread does before it answers. */
    interface Work {
        void on(byte[] block, long number) throws IOException;
    }

    Loopback(int blockBytes, int replyBytes, Work work) throws IOException {
        this.acceptor = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        this.server = new Thread(() -> serve(blockBytes, replyBytes, work), "loopback-server");
        server.setDaemon(true);
        server.start();
        this.client = new Socket(InetAddress.getLoopbackAddress(), acceptor.getLocalPort());
        client.setTcpNoDelay(true);
        this.in = new DataInputStream(client.getInputStream());
    }

    DataInputStream in() {
        return in;
    }

    OutputStream out() throws IOException {
        return client.getOutputStream();
    }

    private void serve(int blockBytes, int replyBytes, Work work) {
        byte[] block = new byte[blockBytes];
        byte[] reply = new byte[replyBytes];
        try (Socket socket = acceptor.accept()) {
            socket.setTcpNoDelay(true);
            DataInputStream requests = new DataInputStream(socket.getInputStream());
            for (long number = 0; true; number++) {
                requests.readFully(block);
                work.on(block, number);
                socket.getOutputStream().write(reply);
            }
        } catch (IOException e) {
            return; // the socket is closed now; a client that still waits reports it
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        acceptor.close();
    }
}
