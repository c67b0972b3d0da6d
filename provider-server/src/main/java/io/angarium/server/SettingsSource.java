package io.angarium.server;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a broker's settings come from, so that they can be read again while it runs. Any thread. */
public interface SettingsSource {

    /**
     * Reads them.
     *
     * @return null if there is nowhere to read from: then they are what they are
     * @throws RuntimeException if they make no sense; the message is for people
     */
    @Nullable
    BrokerSettings read();

    /** All keys with what settings have them set to. */
    Map<String, String> written(BrokerSettings settings);

    /** Whether a key may change while the broker runs. */
    boolean live(String key);
}
