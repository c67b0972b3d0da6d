package io.angarium.jms.uri;

import io.angarium.jms.uri.BrokerUri.Address;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads {@link BrokerUri}s; {@link java.net.URI} knows no lists of addresses. */
final class UriParser {
    private static final String SYNTAX = "expected angarium://host:port, angarium+tls://host:port or vm://name";

    private final String uri;

    private UriParser(String uri) {
        this.uri = uri;
    }

    static BrokerUri parse(String uri) {
        return new UriParser(uri.strip()).parse();
    }

    private BrokerUri parse() {
        int colon = uri.indexOf("://");
        if (colon < 0) {
            throw wrong(SYNTAX);
        }
        String scheme = uri.substring(0, colon).toLowerCase(Locale.ROOT);
        int question = uri.indexOf('?');
        String place = uri.substring(colon + 3, question < 0 ? uri.length() : Math.max(question, colon + 3));
        if (place.endsWith("/")) {
            place = place.substring(0, place.length() - 1);
        }
        Map<String, String> options = question < 0 ? Map.of() : options(uri.substring(question + 1));
        return switch (scheme) {
            case BrokerUri.PLAIN, BrokerUri.TLS -> new BrokerUri(uri, scheme, addresses(place), options);
            case BrokerUri.VM -> new BrokerUri(uri, scheme, List.of(new Address(vmName(place), 0)), options);
            default -> throw wrong("unknown scheme \"" + scheme + "\", " + SYNTAX);
        };
    }

    private String vmName(String place) {
        String name = decode(place);
        if (name.isEmpty()) {
            throw wrong("the name of the broker is missing, as in vm://name");
        }
        return name;
    }

    private List<Address> addresses(String place) {
        if (!place.startsWith("(")) {
            return List.of(address(place));
        }
        if (!place.endsWith(")")) {
            throw wrong("the list of addresses has no closing parenthesis");
        }
        List<Address> addresses = new ArrayList<>();
        for (String one : place.substring(1, place.length() - 1).split(",", -1)) {
            addresses.add(address(one.strip()));
        }
        return addresses;
    }

    private Address address(String text) {
        if (text.indexOf('@') >= 0) {
            throw wrong("a user goes into the options: ?user=…&password=…");
        }
        if (text.indexOf('/') >= 0 || text.indexOf('#') >= 0) {
            throw wrong("nothing but options may follow the address");
        }
        int hostEnd = text.startsWith("[") ? bracketEnd(text) : text.lastIndexOf(':');
        boolean hasPort = hostEnd >= 0 && hostEnd < text.length();
        String host = hasPort ? text.substring(0, hostEnd) : text;
        boolean bracketed = host.startsWith("[");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw wrong("an IPv6 address needs brackets, as in [::1]:7171");
        }
        if (host.isEmpty()) {
            throw wrong("the host is missing");
        }
        return new Address(decode(host), hasPort ? port(text.substring(hostEnd)) : BrokerUri.DEFAULT_PORT);
    }

    private int bracketEnd(String text) {
        int end = text.indexOf(']');
        if (end < 0) {
            throw wrong("the IPv6 address has no closing bracket");
        }
        return end + 1;
    }

    private int port(String colonAndPort) {
        try {
            int port = colonAndPort.startsWith(":") ? Integer.parseInt(colonAndPort.substring(1)) : -1;
            if (port >= 1 && port <= 65_535) {
                return port;
            }
            throw wrong("\"" + colonAndPort + "\" is not a port from 1 to 65535");
        } catch (NumberFormatException e) {
            throw (IllegalArgumentException) wrong("\"" + colonAndPort + "\" is not a port from 1 to 65535")
                    .initCause(e);
        }
    }

    private Map<String, String> options(String query) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw wrong("option \"" + pair + "\" has no value");
            }
            String key = decode(pair.substring(0, equals));
            String value = decode(pair.substring(equals + 1));
            option(key).check(value);
            if (options.put(key, value) != null) {
                throw wrong("option " + key + " is given twice");
            }
        }
        return options;
    }

    private UriOption option(String key) {
        return UriOption.of(key).orElseThrow(() -> {
            List<String> known =
                    Arrays.stream(UriOption.values()).map(UriOption::key).toList();
            String hint = Nearest.of(key, known)
                    .map(nearest -> "did you mean \"" + nearest + "\"?")
                    .orElse("known are " + String.join(", ", known));
            return new IllegalArgumentException("unknown option \"" + key + "\" in the broker URI, " + hint);
        });
    }

    private String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = 0;
        while (at < text.length()) {
            int next = text.codePointAt(at);
            if (next == '%') {
                bytes.write(hexByte(text, at + 1));
                at += 3;
            } else {
                bytes.writeBytes(Character.toString(next).getBytes(StandardCharsets.UTF_8));
                at += Character.charCount(next);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private int hexByte(String text, int at) {
        int high = at + 1 < text.length() ? Character.digit(text.charAt(at), 16) : -1;
        int low = high >= 0 ? Character.digit(text.charAt(at + 1), 16) : -1;
        if (low < 0) {
            throw wrong(
                    "\"" + text + "\" has a % that is not followed by two hexadecimal digits (write % itself as %25)");
        }
        return high * 16 + low;
    }

    private IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException("broker URI " + withoutPassword() + ": " + why);
    }

    private String withoutPassword() {
        return uri.replaceAll("(?<=[?&]password=)[^&]*", "***");
    }
}
