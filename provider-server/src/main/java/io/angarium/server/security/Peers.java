package io.angarium.server.security;

import java.net.InetSocketAddress;

/** Addresses as people read them. */
public final class Peers {
    private Peers() {}

    /** Address and port, without a name service. */
    public static String text(InetSocketAddress peer) {
        String host = peer.getAddress() == null
                ? peer.getHostString()
                : peer.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + peer.getPort();
    }
}
