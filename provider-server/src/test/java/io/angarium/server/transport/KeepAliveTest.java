package io.angarium.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class KeepAliveTest {

    @Test
    void theSystemAsksAfterASilentPeerOverNativeSockets() throws IOException {
        assumeTrue(Epoll.isAvailable(), "native sockets are for Linux");
        assertAsked(EpollIoHandler.newFactory(), EpollSocketChannel.class);
    }

    @Test
    void theSystemAsksAfterASilentPeerOverPortableSockets() throws IOException {
        assertAsked(NioIoHandler.newFactory(), NioSocketChannel.class);
    }

    private static void assertAsked(IoHandlerFactory io, Class<? extends SocketChannel> type) throws IOException {
        MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, io);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Channel channel = new Bootstrap()
                    .group(loop)
                    .channel(type)
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(server.getInetAddress(), server.getLocalPort())
                    .syncUninterruptibly()
                    .channel();
            KeepAlive.on(channel);
            assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
            assertThat(KeepAlive.settings(channel)).hasSize(3).allSatisfy((option, value) -> assertThat(
                            channel.config().getOption(option))
                    .isEqualTo(value));
            channel.close().syncUninterruptibly();
        } finally {
            loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
