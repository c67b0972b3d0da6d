package io.angarium.server.tool;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The product's version, from the manifest of the jar that holds this class. */
final class Version implements IVersionProvider {
    private static final String SNAPSHOT = "-SNAPSHOT";

    /** Such as {@code 0.1.0}: the release, or the one that a snapshot leads to. */
    static String number() {
        String full = full();
        return full.endsWith(SNAPSHOT) ? full.substring(0, full.length() - SNAPSHOT.length()) : full;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "angarium " + full(),
            "Java " + Runtime.version() + ", " + System.getProperty("java.vendor", "unknown vendor")
        };
    }

    private static String full() {
        @Nullable String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0-SNAPSHOT" : version;
    }
}
