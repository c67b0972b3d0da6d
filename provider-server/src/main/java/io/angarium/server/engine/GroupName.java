package io.angarium.server.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What a group is known by in the broker, which remembers many of them: a name of a bounded length. Stateless. */
final class GroupName {
    /** A longer name is known by its beginning and its digest. */
    static final int LONGEST = 255;

    private static final int BEGINNING = 40;

    private GroupName() {}

    /**
     * The name of the group that a message is in.
     *
     * @param property its JMSXGroupID
     * @return null if it is in none, as that is unset, empty, or neither a string nor a number
     */
    static @Nullable String of(@Nullable Object property) {
        if (!(property instanceof String || property instanceof Number)) {
            return null;
        }
        String name = property.toString();
        if (name.length() <= LONGEST) {
            return name.isEmpty() ? null : name;
        }
        return name.substring(0, BEGINNING) + "..." + digest(name);
    }

    private static String digest(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_16BE));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("each Java platform has SHA-256", impossible);
        }
    }
}
