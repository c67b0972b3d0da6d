package io.angarium.server.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the operating system ask after peers that are silent: a host that is gone is noticed within about two minutes, also where the peer
 * promised no heartbeat, while a process that only rests, in a debugger say, keeps its connection. No state.
 */
final class KeepAlive {
    private static final Logger LOG = LoggerFactory.getLogger(KeepAlive.class);

    /** Silence before the first question, seconds. */
    static final int IDLE = 60;

    /** Seconds between questions. */
    static final int INTERVAL = 15;

    /** Unanswered questions after which the connection is broken. */
    static final int COUNT = 4;

    private static final Map<ChannelOption<Integer>, Integer> NATIVE = Map.of(
            EpollChannelOption.TCP_KEEPIDLE, IDLE,
            EpollChannelOption.TCP_KEEPINTVL, INTERVAL,
            EpollChannelOption.TCP_KEEPCNT, COUNT);

    private static final Map<ChannelOption<Integer>, Integer> PORTABLE = Map.of(
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), IDLE,
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), INTERVAL,
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), COUNT);

    private KeepAlive() {}

    /** Sets it up; a system that lacks the settings keeps its own, which may be hours. */
    static void on(Channel channel) {
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        settings(channel).forEach((option, value) -> {
            if (!channel.config().setOption(option, value)) {
                LOG.debug("{}: the system does not take {}", channel.remoteAddress(), option);
            }
        });
    }

    /** What is set for that kind of channel. */
    static Map<ChannelOption<Integer>, Integer> settings(Channel channel) {
        return channel instanceof EpollSocketChannel ? NATIVE : PORTABLE;
    }
}
