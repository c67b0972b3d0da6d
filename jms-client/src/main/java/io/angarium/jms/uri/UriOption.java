package io.angarium.jms.uri;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The options that may follow the question mark of a broker URI: {@code angarium://host:7171?heartbeat=5s&user=anna}. */
public enum UriOption {
    /** How often the client promises a sign of life; a broker that promises too is taken for dead after twice its interval. */
    HEARTBEAT("heartbeat", Type.DURATION, "10s", "the client promises a frame this often; 0 for no heartbeats"),
    /** Time for name look-up aside: connect, TLS and the protocol's handshake together. */
    CONNECT_TIMEOUT("connectTimeout", Type.DURATION, "10s", "time for one address to connect and shake hands"),
    /** How long a call waits for the broker's answer. */
    CALL_TIMEOUT("callTimeout", Type.DURATION, "60s", "time that a call waits for the broker's answer; 0 for ever"),
    /** How many connections of one factory share a socket. */
    CONNECTIONS_PER_SOCKET(
            "connectionsPerSocket",
            Type.SHARES,
            "0",
            "connections of one factory that share a socket; 0: 16 that only send, or more if many"),
    /** Whether a lost connection comes back by itself. */
    RECONNECT("reconnect", Type.FLAG, "true", "whether a lost connection is built up again; false ends it"),
    /** How long a lost connection is tried again. */
    RECONNECT_TIMEOUT(
            "reconnectTimeout", Type.DURATION, "0", "time to go on trying after a connection was lost; 0 for ever"),
    /** The longest pause between two tries. */
    RECONNECT_DELAY("reconnectDelay", Type.DURATION, "500ms", "longest pause between two tries to connect"),
    /** How long the first connection waits for its broker. */
    START_TIMEOUT(
            "startTimeout",
            Type.DURATION,
            "60s",
            "time that a new connection waits for a broker to come up; 0 for one try of each address"),
    /** JMS client identifier. */
    CLIENT_ID("clientId", Type.TEXT, null, "JMS client identifier of the connections"),
    /** User of connections that are created without one. */
    USER("user", Type.TEXT, null, "user of connections that are created without one"),
    /** Password of {@link #USER}. */
    PASSWORD("password", Type.TEXT, null, "password of that user"),
    /** Messages that a consumer holds ready. */
    PREFETCH("prefetch", Type.COUNT, "500", "messages that the broker sends a consumer ahead; 0 fetches one at a time"),
    /** Makes sessions of CLIENT_ACKNOWLEDGE such of INDIVIDUAL_ACKNOWLEDGE, for what knows the former only. */
    INDIVIDUAL("individualAcknowledge", Type.FLAG, "false", "CLIENT_ACKNOWLEDGE acknowledges one message by itself"),
    /** For how long a consumer has a delivery in a session of INDIVIDUAL_ACKNOWLEDGE. */
    LEASE("lease", Type.DURATION, "0", "time to settle or renew one delivery; 0 for what the broker's policy says"),
    /** Classes that an ObjectMessage may carry. */
    TRUSTED_CLASSES(
            "trustedClasses", Type.LIST, "", "names of classes that ObjectMessages may carry, separated by commas"),
    /** Packages whose classes an ObjectMessage may carry. */
    TRUSTED_PACKAGES(
            "trustedPackages", Type.LIST, "", "packages, with those below, whose classes ObjectMessages may carry"),
    /** Folder of the journal of a broker that {@code vm://} starts. */
    DATA(
            "data",
            Type.TEXT,
            null,
            "vm:// only: folder of the broker's journal; without it the broker forgets at its end");

    /** How the text of a value is read. */
    public enum Type {
        /** {@code 10s}, {@code 500ms}, {@code 2m}, {@code 1h}; a plain number is milliseconds. */
        DURATION("a duration such as 10s, 500ms or 2m"),
        /** A number from 0 to 2147483647. */
        COUNT("a whole number, 0 or more"),
        /** A number from 0 to 1000. */
        SHARES("a whole number from 0 to 1000"),
        /** {@code true} or {@code false}. */
        FLAG("true or false"),
        /** Any text. */
        TEXT("a text"),
        /** Texts separated by commas, blanks around them ignored. */
        LIST("texts separated by commas");

        private final String description;

        Type(String description) {
            this.description = description;
        }

        /** For messages, after "expected". */
        String description() {
            return description;
        }
    }

    private static final int MAX_SHARES = 1000;

    private final String key;
    private final Type type;
    private final @Nullable String defaultValue;
    private final String doc;

    UriOption(String key, Type type, @Nullable String defaultValue, String doc) {
        this.key = key;
        this.type = type;
        this.defaultValue = defaultValue;
        this.doc = doc;
    }

    /** The name in a URI; case counts. */
    public String key() {
        return key;
    }

    /** How values are read. */
    public Type type() {
        return type;
    }

    /** What holds if the URI does not say, as text; null if there is nothing to hold. */
    public @Nullable String defaultValue() {
        return defaultValue;
    }

    /** One line for people. */
    public String doc() {
        return doc;
    }

    /** The value of this option, or its default, or null without either. */
    public @Nullable String text(Map<String, String> options) {
        String value = options.get(key);
        return value != null ? value : defaultValue;
    }

    /** The value of a {@link Type#DURATION} in milliseconds, at most {@link Integer#MAX_VALUE}. */
    public int millis(Map<String, String> options) {
        return Durations.millis(required(options));
    }

    /** The value of a {@link Type#COUNT} or {@link Type#SHARES}. */
    public int count(Map<String, String> options) {
        return Integer.parseInt(required(options));
    }

    /** The value of a {@link Type#FLAG}. */
    public boolean flag(Map<String, String> options) {
        return Boolean.parseBoolean(required(options));
    }

    /** The option of a name. */
    public static Optional<UriOption> of(String key) {
        return Arrays.stream(values()).filter(option -> option.key.equals(key)).findFirst();
    }

    private String required(Map<String, String> options) {
        String value = text(options);
        if (value == null) {
            throw new IllegalStateException("option " + key + " has neither value nor default");
        }
        return value;
    }

    /**
     * Checks a value.
     *
     * @throws IllegalArgumentException naming option, value and what was expected
     */
    void check(String value) {
        try {
            if (type == Type.DURATION) {
                Durations.millis(value);
            } else if (type == Type.COUNT) {
                checkCount(value, 0, Integer.MAX_VALUE);
            } else if (type == Type.SHARES) {
                checkCount(value, 0, MAX_SHARES);
            } else if (type == Type.FLAG) {
                checkFlag(value);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "option " + key + "=" + value + " is not " + type.description() + " (" + doc + ")", e);
        }
    }

    private static void checkFlag(String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new NumberFormatException("neither true nor false");
        }
    }

    private static void checkCount(String value, int least, int most) {
        int count = Integer.parseInt(value);
        if (count < least || count > most) {
            throw new NumberFormatException("out of range");
        }
    }
}
