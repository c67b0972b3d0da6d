package io.angarium.wire;

import java.util.UUID;
import java.util.regex.Pattern;

/** Names of the Unix domain sockets that brokers offer: never the same twice, so that a path leads to that broker or nowhere. */
public final class LocalPath {
    private static final String SUFFIX = ".socket";
    private static final Pattern PATH = Pattern.compile("/(.*/)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.socket");

    private LocalPath() {}

    /** A new file name. */
    public static String name() {
        return UUID.randomUUID() + SUFFIX;
    }

    /** Whether an absolute path ends with such a name. */
    public static boolean isOne(String path) {
        return PATH.matcher(path).matches();
    }
}
