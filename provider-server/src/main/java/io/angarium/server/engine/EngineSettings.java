package io.angarium.server.engine;

import io.angarium.server.policy.Policies;
import java.util.UUID;

/**
 * What the engine is configured with at its start.
 *
 * @param newBrokerId identity to give the data if they have none yet
 * @param product name and version, for the handshake
 * @param bodyBudgetBytes message bytes that may be kept in memory before producers are held back
 * @param policies what is done with the messages of destinations
 * @param configuration where those and {@code createDestinations} come from, to be read again
 * @param createDestinations whether destinations come into being on first use
 * @param heartbeatMillis what the broker promises its clients, 0 for nothing
 * @param maxFrameBytes largest frame that is accepted
 */
public record EngineSettings(
        UUID newBrokerId,
        String product,
        long bodyBudgetBytes,
        Policies policies,
        Configuration configuration,
        boolean createDestinations,
        int heartbeatMillis,
        int maxFrameBytes) {}
