package io.angarium.jms.link;

import java.util.Map;

/**
 * One address of a broker.
 *
 * @param scheme {@code angarium}, {@code angarium+tls} or {@code vm}
 * @param host host name or address; for {@code vm} the broker's name
 * @param port TCP port, 0 for {@code vm}
 * @param options the URI's link options, validated by the owner of the URI syntax
 */
public record LinkAddress(String scheme, String host, int port, Map<String, String> options) {

    /** As in a URI, for messages. */
    @Override
    public String toString() {
        return scheme + "://" + host + (port > 0 ? ":" + port : "");
    }
}
