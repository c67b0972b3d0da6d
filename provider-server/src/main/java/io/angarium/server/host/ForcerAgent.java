package io.angarium.server.host;

/**
 * Forces the journal for many at once while the socket loops go on. Runs on the thread {@code angarium-forcer}: woken whenever somebody waits for a force and
 * did not force himself; goes on while more is wanted.
 */
final class ForcerAgent implements RoleThread.Duty {
    private final EngineHost host;

    ForcerAgent(EngineHost host) {
        this.host = host;
    }

    @Override
    public long run(boolean woken) {
        if (woken) {
            boolean more = true;
            while (more && host.force()) {
                more = host.drive();
            }
        }
        return Long.MAX_VALUE;
    }
}
