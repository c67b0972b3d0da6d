package io.angarium.jms.link;

import io.angarium.wire.LocalPath;
import java.io.IOException;

/** The broker's answer to a hello over loopback that it would rather hear over a Unix domain socket. */
final class LocalSocketOffer extends IOException {
    private static final long serialVersionUID = 1L;

    private final String path;

    /** @param path of that socket, as the broker sees it */
    LocalSocketOffer(String path) {
        super("the broker offers the socket " + path);
        this.path = path;
    }

    /** Where it is; whether that file is here, and is that broker's, is not known yet. */
    String path() {
        return path;
    }

    /** Whether that is a name which a broker gives; no other socket of this machine shall be sent a hello. */
    boolean plausible() {
        return LocalPath.isOne(path);
    }
}
