/**
 * The link SPI between JMS objects and the broker, and the socket link, which may share its socket with others, and goes over a Unix domain socket where a broker on this machine offers one. Links carry frames; they know nothing of {@code jakarta.jms}.
 *
 * <p>The only client package with sockets. The server implements {@link io.angarium.jms.link.LinkProvider} for {@code vm://}.
 */
@NullMarked
package io.angarium.jms.link;

import org.jspecify.annotations.NullMarked;
