package io.angarium.examples.benchmark.report;

import io.angarium.examples.benchmark.provider.Provider;
import java.util.ArrayList;
import java.util.List;

/**
 * Who stands in the table.
 *
 * @param subject the provider that is judged
 * @param peers whom it is compared with
 * @param bare the yardsticks, a column too
 */
public record Columns(Provider subject, List<Provider> peers, Provider bare) {
    /** All, from left to right. */
    public List<Provider> all() {
        List<Provider> all = new ArrayList<>();
        all.add(subject);
        all.addAll(peers);
        all.add(bare);
        return all;
    }

    /** Names of the peers in the results. */
    public List<String> peerIds() {
        return peers.stream().map(Provider::id).toList();
    }
}
