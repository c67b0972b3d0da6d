package io.angarium.server.engine.sim;

/**
 * What a consumer asks for in the name of its destination, as docs/consumer-priority.md, docs/individual-acknowledgement.md and docs/message-groups.md have it.
 *
 * @param name of the destination itself
 * @param lease for how long it has its deliveries, 0 for as long as it likes
 * @param serial whether it gets the next message of a group when the one before is settled
 */
record ModelWish(String name, int priority, long lease, boolean serial) {
    private static final String PRIORITY = "consumer.priority=";
    private static final String LEASE = "consumer.lease=";
    private static final String SERIAL = "consumer.groups=serial";

    static ModelWish of(String named) {
        String[] parts = named.split("[?&]");
        int priority = 0;
        long lease = 0;
        boolean serial = false;
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].startsWith(PRIORITY)) {
                priority = Integer.parseInt(parts[i].substring(PRIORITY.length()));
            } else if (parts[i].startsWith(LEASE)) {
                lease = Long.parseLong(parts[i].substring(LEASE.length()));
            } else if (parts[i].equals(SERIAL)) {
                serial = true;
            } else {
                throw new SimulationFailure("no client asks for this: " + named);
            }
        }
        return new ModelWish(parts[0], priority, lease, serial);
    }

    /** A name with a priority, 0 for none. */
    static String withPriority(String name, int priority) {
        return priority == 0 ? name : with(name, PRIORITY + priority);
    }

    /** A name with a lease, 0 for none. */
    static String withLease(String name, long lease) {
        return lease == 0 ? name : with(name, LEASE + lease);
    }

    /** A name of one that works on a message of each group at a time, or not. */
    static String withSerial(String name, boolean serial) {
        return serial ? with(name, SERIAL) : name;
    }

    private static String with(String name, String option) {
        return name + (name.contains("?") ? "&" : "?") + option;
    }

    /** The whole name. */
    String named() {
        return withSerial(withLease(withPriority(name, priority), lease), serial);
    }
}
