package io.angarium.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * References in values: {@code ${NAME}} and {@code ${NAME:otherwise}} to the environment, {@code ${file:PATH}} to the content of a file, for
 * secrets; {@code $$} is a dollar sign. No state.
 */
final class References {
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\$|\\{([^}]*)})");
    private static final Pattern NAME = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?::(.*))?");
    private static final String FILE = "file:";
    private static final int MOST_BYTES = 64 * 1024;

    private final UnaryOperator<@Nullable String> environment;
    private final Path folder;

    /**
     * @param environment value of a variable, null if it is not set
     * @param folder from where paths count that are not absolute
     */
    References(UnaryOperator<@Nullable String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    /**
     * A text without references.
     *
     * @param text with what they stand for
     * @param origin where that came from, empty if there were none
     * @param secret whether some of it came from a file, and is not to be shown
     */
    record Resolved(String text, String origin, boolean secret) {}

    /** @throws ConfigException if there is something wrong with a reference */
    Resolved resolve(Node.Scalar scalar) {
        if (scalar.text().indexOf('$') < 0) {
            return new Resolved(scalar.text(), "", false);
        }
        StringBuilder text = new StringBuilder();
        StringBuilder origin = new StringBuilder();
        boolean secret = false;
        Matcher matcher = REFERENCE.matcher(scalar.text());
        while (matcher.find()) {
            String inside = matcher.group(1);
            String value = "$";
            if (inside != null) {
                boolean file = inside.startsWith(FILE);
                value = file
                        ? content(inside.substring(FILE.length()), scalar.place())
                        : variable(inside, scalar.place());
                secret |= file;
                origin.append(", ").append(file ? "file " + inside.substring(FILE.length()) : "environment");
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        matcher.appendTail(text);
        return new Resolved(text.toString(), origin.toString(), secret);
    }

    private String variable(String inside, Place place) {
        Matcher parts = NAME.matcher(inside);
        if (!parts.matches()) {
            throw place.error(
                    "\"${" + inside + "}\" is no reference; there are ${NAME}, ${NAME:otherwise} and ${file:PATH},"
                            + " and $$ is a dollar sign");
        }
        String value = environment.apply(parts.group(1));
        if (value != null) {
            return value;
        }
        if (parts.group(2) == null) {
            throw place.error("the environment has no " + parts.group(1) + "; set it, or write ${" + parts.group(1)
                    + ":otherwise}");
        }
        return parts.group(2);
    }

    private String content(String name, Place place) {
        Path file = folder.resolve(name);
        try {
            long bytes = Files.size(file);
            if (bytes > MOST_BYTES) {
                throw place.error("file " + file + " has " + bytes + " bytes, more than " + MOST_BYTES);
            }
            return Files.readString(file, StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new ConfigException(place + ": cannot read file " + file + ": " + e, e);
        }
    }
}
