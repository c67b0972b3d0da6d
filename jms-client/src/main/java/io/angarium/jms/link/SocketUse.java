package io.angarium.jms.link;

import java.util.function.Consumer;

/**
 * How a socket is used.
 *
 * @param retired told that no further link can come onto it, by the thread that brought that about
 */
record SocketUse(Consumer<LinkSocket> retired) {
    /** By one link. */
    static final SocketUse ALONE = new SocketUse(socket -> {});
}
