package io.angarium.server.security;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection comes from.
 *
 * @param here whether from this machine
 * @param text for people
 */
public record Peer(boolean here, String text) {
    /** One in this JVM. */
    public static final Peer SAME_JVM = new Peer(true, "vm");

    /** By address and port, without a name service; null if it has gone before it could be asked. */
    public static Peer of(@Nullable InetSocketAddress address) {
        if (address == null || address.getAddress() == null) {
            return new Peer(false, address == null ? "peer" : address.getHostString() + ":" + address.getPort());
        }
        String host = address.getAddress().getHostAddress();
        return new Peer(
                address.getAddress().isLoopbackAddress(),
                (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort());
    }

    /** A process of this machine, 0 if its number is not known here. */
    public static Peer process(int number) {
        return new Peer(true, number == 0 ? "local" : "local:" + number);
    }
}
