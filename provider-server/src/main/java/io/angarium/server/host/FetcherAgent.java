package io.angarium.server.host;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * Reads what the engine has asked for, and brings it. While a list waits to be taken in nothing more is brought, so that there is never more than that in front of what
 * others have to say; the end of the round that takes it calls. Runs on the thread {@code angarium-fetcher}.
 */
final class FetcherAgent implements RoleThread.Duty {
    private final EngineHost host;
    private final ForcePoint forcePoint;
    private final LongSupplier listsTaken;
    private long listsBrought;

    /** @param listsTaken how many lists the engine has taken in */
    FetcherAgent(EngineHost host, ForcePoint forcePoint, LongSupplier listsTaken) {
        this.host = host;
        this.forcePoint = forcePoint;
        this.listsTaken = listsTaken;
    }

    @Override
    public long run(boolean woken) {
        if (listsBrought > listsTaken.getAsLong()) {
            return Long.MAX_VALUE;
        }
        List<Input> found = forcePoint.fetchSome();
        if (found.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (found.get(found.size() - 1) instanceof Input.Fetched last && last.isList()) {
            listsBrought++;
        }
        host.submit(found, Caller.BROKER);
        return 0;
    }
}
