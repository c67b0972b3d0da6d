package io.angarium.tck;

import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.security.SecuritySettings;
import io.angarium.server.security.UserStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;

/**
 * The broker that the tests of this JVM talk to. By default one of this build, started once, on a port of its own and a new data folder, with the user that the TCK
 * logs in as; with {@code -Dtck.url=vm} the same without a socket; with {@code -Dtck.url=angarium://...} one that runs already.
 */
final class TckBroker {
    /** System property: empty, {@code vm}, or the URI of a running broker. */
    static final String URL_PROPERTY = "tck.url";

    private static final String VM = "vm";
    private static final String NAME = "tck";
    private static final String USER = "j2ee";

    private TckBroker() {}

    /** Starts with the class, so once. */
    private static final class Started {
        static final String URI = start(System.getProperty(URL_PROPERTY, ""));
    }

    /** Where it is; the first call starts it. */
    static String uri() {
        return Started.URI;
    }

    private static String start(String url) {
        TckLogging.start();
        if (!url.isBlank() && !url.startsWith(VM)) {
            return url;
        }
        Broker broker = Broker.start(settings(dataFolder()));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "angarium-tck-stop"));
        return url.isBlank() ? "angarium://127.0.0.1:" + broker.port() : "vm://" + NAME;
    }

    private static Path dataFolder() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "tck-brokers")), "data");
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for the broker's journal", e);
        }
    }

    /** Whoever says no name may do everything, as the TCK wants; whoever says a wrong one may not connect. */
    private static BrokerSettings settings(Path data) {
        Path users = data.resolve(SecuritySettings.USERS_FILE);
        new UserStore(users).put(USER, USER.toCharArray(), new TreeSet<>());
        return BrokerSettings.in(data).withName(NAME).withPort(0).withSecurity(new SecuritySettings(users, true));
    }
}
