package io.angarium.server;

import io.angarium.server.engine.Configuration;
import io.angarium.server.host.ConfigurationDesk;
import io.angarium.server.management.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares settings that are read again with those in force. No state. */
record BrokerConfiguration(BrokerSettings atStart, SettingsSource source) implements ConfigurationDesk.Source {
    private static final String NOTHING = "(not set)";

    @Override
    public Map<String, String> inForce() {
        return source.written(atStart);
    }

    @Override
    public ConfigurationDesk.Reading read(long wish, Map<String, String> before) {
        try {
            BrokerSettings now = source.read();
            return now == null
                    ? unused(wish, "the broker was started without a configuration file to read again", before)
                    : compared(wish, now, before);
        } catch (RuntimeException fault) {
            return unused(wish, String.valueOf(fault.getMessage()), before);
        }
    }

    private ConfigurationDesk.Reading compared(long wish, BrokerSettings now, Map<String, String> before) {
        Map<String, String> after = source.written(now);
        Map<String, String> inForce = new LinkedHashMap<>(before);
        List<Map<String, Object>> changes = new ArrayList<>();
        Set<String> keys = new LinkedHashSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (String key : keys) {
            String old = before.getOrDefault(key, NOTHING);
            String young = after.getOrDefault(key, NOTHING);
            if (!old.equals(young)) {
                boolean live = source.live(key);
                changes.add(new Row()
                        .put("key", key)
                        .put("from", old)
                        .put("to", young)
                        .put("takesEffect", live ? "now" : "after a restart")
                        .map());
                if (live) {
                    inForce.remove(key);
                    if (after.containsKey(key)) {
                        inForce.put(key, young);
                    }
                }
            }
        }
        return new ConfigurationDesk.Reading(
                new Configuration.Content(
                        wish, null, now.policies(), now.messaging().createDestinations(), changes),
                inForce);
    }

    private static ConfigurationDesk.Reading unused(long wish, String fault, Map<String, String> before) {
        return new ConfigurationDesk.Reading(new Configuration.Content(wish, fault, null, false, List.of()), before);
    }
}
