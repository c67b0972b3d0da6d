package io.angarium.jms.uri;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A parsed and checked broker URI. Immutable.
 *
 * <pre>
 * angarium://host                      port 7171
 * angarium://host:port?option=value&amp;…
 * angarium://[::1]:port
 * angarium://(host1:port1,host2:port2)?…
 * angarium+tls://…                     the same over TLS
 * vm://name?…                          a broker in this JVM
 * </pre>
 *
 * <p>Names and values may be percent-encoded (UTF-8). The options are those of {@link UriOption}.
 */
public final class BrokerUri {
    /** Port of {@code angarium://} and {@code angarium+tls://} unless given. */
    public static final int DEFAULT_PORT = 7171;

    /** The scheme for plain TCP. */
    public static final String PLAIN = "angarium";

    /** The scheme for TLS over TCP. */
    public static final String TLS = "angarium+tls";

    /** The scheme for a broker in this JVM. */
    public static final String VM = "vm";

    /**
     * One place where the broker may be found.
     *
     * @param host host name or address, an IPv6 address without brackets; the broker's name for {@code vm}
     * @param port TCP port, 0 for {@code vm}
     */
    public record Address(String host, int port) {

        /** As in a URI. */
        @Override
        public String toString() {
            String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
            return port > 0 ? shown + ":" + port : shown;
        }
    }

    private final String text;
    private final String scheme;
    private final List<Address> addresses;
    private final Map<String, String> options;

    BrokerUri(String text, String scheme, List<Address> addresses, Map<String, String> options) {
        this.text = text;
        this.scheme = scheme;
        this.addresses = List.copyOf(addresses);
        this.options = Map.copyOf(options);
    }

    /**
     * Parses a URI.
     *
     * @throws IllegalArgumentException in one line that says what is wrong with it
     */
    public static BrokerUri parse(String uri) {
        return UriParser.parse(uri);
    }

    /** The URI as it was given, password included; for serialising, not for logs. */
    public String original() {
        return text;
    }

    /** The same place with another value of an option, which has to be a good one. */
    public BrokerUri with(UriOption option, String value) {
        Map<String, String> others = new HashMap<>(options);
        others.put(option.key(), value);
        return new BrokerUri(text, scheme, addresses, others);
    }

    /** {@link #PLAIN}, {@link #TLS} or {@link #VM}. */
    public String scheme() {
        return scheme;
    }

    /** At least one, in the order to try them. */
    public List<Address> addresses() {
        return addresses;
    }

    /** The options that were given, by name, decoded and checked. */
    public Map<String, String> options() {
        return options;
    }

    /** The value of an option or its default, null without either. */
    public @Nullable String text(UriOption option) {
        return option.text(options);
    }

    /** The value of a duration option in milliseconds. */
    public int millis(UriOption option) {
        return option.millis(options);
    }

    /** The value of a number option. */
    public int count(UriOption option) {
        return option.count(options);
    }

    /** The value of a flag option. */
    public boolean flag(UriOption option) {
        return option.flag(options);
    }

    /** The values of a list option, without blanks and empty ones. */
    public List<String> list(UriOption option) {
        String value = option.text(options);
        return value == null
                ? List.of()
                : Arrays.stream(value.split(","))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .toList();
    }

    /** Scheme, addresses and options, with the password hidden: for messages and logs. */
    @Override
    public String toString() {
        String places = addresses.stream().map(Address::toString).collect(Collectors.joining(","));
        String shown = options.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(option -> option.getKey() + "="
                        + (option.getKey().equals(UriOption.PASSWORD.key()) ? "***" : option.getValue()))
                .collect(Collectors.joining("&"));
        return scheme + "://" + (addresses.size() > 1 ? "(" + places + ")" : places)
                + (shown.isEmpty() ? "" : "?" + shown);
    }
}
