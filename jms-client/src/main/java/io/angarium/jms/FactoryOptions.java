package io.angarium.jms;

import io.angarium.jms.message.ObjectTrust;
import io.angarium.jms.receiving.ReceiveSettings;
import io.angarium.jms.session.ClientSettings;
import io.angarium.jms.uri.BrokerUri;
import io.angarium.jms.uri.UriOption;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a connection factory was told by its setters, where that is not in its URI. A setter wins over the URI's option of the same name;
 * lists of trusted names add up. Immutable.
 *
 * @param user default user
 * @param password its password
 * @param clientId client identifier of the connections
 * @param trustedClasses names, separated by commas
 * @param trustedPackages names, separated by commas
 */
record FactoryOptions(
        @Nullable String user,
        @Nullable String password,
        @Nullable String clientId,
        @Nullable String trustedClasses,
        @Nullable String trustedPackages)
        implements Serializable {

    static final FactoryOptions NONE = new FactoryOptions(null, null, null, null, null);

    private static final int PREFETCH_BYTES = 1024 * 1024;
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    /** The user for a URI, or null. */
    @Nullable
    String userFor(BrokerUri uri) {
        return user != null ? user : uri.text(UriOption.USER);
    }

    /** The password that goes with {@link #userFor}, or null. */
    @Nullable
    String passwordFor(BrokerUri uri) {
        return user != null ? password : uri.text(UriOption.PASSWORD);
    }

    /** The settings of a new connection. */
    ClientSettings settings(BrokerUri uri) {
        int callMillis = uri.millis(UriOption.CALL_TIMEOUT);
        return new ClientSettings(
                UUID.randomUUID(),
                clientId != null ? clientId : uri.text(UriOption.CLIENT_ID),
                callMillis == 0 ? FOR_EVER : Duration.ofMillis(callMillis),
                new ReceiveSettings(
                        uri.count(UriOption.PREFETCH), PREFETCH_BYTES, System::nanoTime, uri.millis(UriOption.LEASE)),
                uri.flag(UriOption.INDIVIDUAL),
                Clock.systemUTC(),
                new ObjectTrust(
                        names(trustedClasses, uri.list(UriOption.TRUSTED_CLASSES)),
                        names(trustedPackages, uri.list(UriOption.TRUSTED_PACKAGES))));
    }

    private static List<String> names(@Nullable String separated, List<String> more) {
        List<String> all = new ArrayList<>(more);
        if (separated != null) {
            for (String name : separated.split(",")) {
                if (!name.isBlank()) {
                    all.add(name.strip());
                }
            }
        }
        return all;
    }

    FactoryOptions withUser(@Nullable String newUser) {
        return new FactoryOptions(newUser, password, clientId, trustedClasses, trustedPackages);
    }

    FactoryOptions withPassword(@Nullable String newPassword) {
        return new FactoryOptions(user, newPassword, clientId, trustedClasses, trustedPackages);
    }

    FactoryOptions withClientId(@Nullable String newClientId) {
        return new FactoryOptions(user, password, newClientId, trustedClasses, trustedPackages);
    }

    FactoryOptions withTrustedClasses(@Nullable String names) {
        return new FactoryOptions(user, password, clientId, names, trustedPackages);
    }

    FactoryOptions withTrustedPackages(@Nullable String names) {
        return new FactoryOptions(user, password, clientId, trustedClasses, names);
    }

    /** Without the password, for logs. */
    @Override
    public String toString() {
        return "user=" + user + ", clientId=" + clientId;
    }
}
