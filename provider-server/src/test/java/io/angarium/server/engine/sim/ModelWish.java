package io.angarium.server.engine.sim;

import io.angarium.server.policy.KeepPolicy.Give;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer asks for in the name of its destination, as docs/consumer-priority.md, docs/individual-acknowledgement.md, docs/message-groups.md and docs/kept-topics.md have it.
 *
 * @param name of the destination itself
 * @param lease for how long it has its deliveries, 0 for as long as it likes, {@link #LEASE_OF_POLICY} for what the policy says
 * @param serial whether it gets the next message of a group when the one before is settled
 * @param kept what it gets of what its topic keeps, null for what the policy says
 */
record ModelWish(String name, int priority, long lease, boolean serial, @Nullable Give kept) {
    static final long LEASE_OF_POLICY = -1;

    private static final String PRIORITY = "consumer.priority=";
    private static final String LEASE = "consumer.lease=";
    private static final String POLICY = "policy";
    private static final String SERIAL = "consumer.groups=serial";
    private static final String KEPT = "consumer.kept=";

    static ModelWish of(String named) {
        String[] parts = named.split("[?&]");
        int priority = 0;
        long lease = 0;
        boolean serial = false;
        Give kept = null;
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].startsWith(PRIORITY)) {
                priority = Integer.parseInt(parts[i].substring(PRIORITY.length()));
            } else if (parts[i].equals(LEASE + POLICY)) {
                lease = LEASE_OF_POLICY;
            } else if (parts[i].startsWith(LEASE)) {
                lease = Long.parseLong(parts[i].substring(LEASE.length()));
            } else if (parts[i].startsWith(KEPT)) {
                kept = Give.valueOf(parts[i].substring(KEPT.length()).toUpperCase(Locale.ROOT));
            } else if (parts[i].equals(SERIAL)) {
                serial = true;
            } else {
                throw new SimulationFailure("no client asks for this: " + named);
            }
        }
        return new ModelWish(parts[0], priority, lease, serial, kept);
    }

    /** A name with a priority, 0 for none. */
    static String withPriority(String name, int priority) {
        return priority == 0 ? name : with(name, PRIORITY + priority);
    }

    /** A name with a lease, 0 for none. */
    static String withLease(String name, long lease) {
        return lease == 0 ? name : with(name, LEASE + (lease == LEASE_OF_POLICY ? POLICY : String.valueOf(lease)));
    }

    /** A name of one that works on a message of each group at a time, or not. */
    static String withSerial(String name, boolean serial) {
        return serial ? with(name, SERIAL) : name;
    }

    /** A name of one that asks for what is kept, or leaves it to the policy. */
    static String withKept(String name, @Nullable Give kept) {
        return kept == null ? name : with(name, KEPT + kept.name().toLowerCase(Locale.ROOT));
    }

    private static String with(String name, String option) {
        return name + (name.contains("?") ? "&" : "?") + option;
    }

    /** The whole name. */
    String named() {
        return withKept(withSerial(withLease(withPriority(name, priority), lease), serial), kept);
    }
}
