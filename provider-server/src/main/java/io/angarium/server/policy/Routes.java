package io.angarium.server.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All rules by which messages go on, none of which leads back to itself. */
public record Routes(List<Route> all) {
    /** No rules. */
    public static final Routes NONE = new Routes(List.of());

    /** Those that concern a destination. */
    public List<Route> from(boolean topic, String name) {
        return all.isEmpty()
                ? List.of()
                : all.stream()
                        .filter(route -> route.from().matches(topic, name))
                        .toList();
    }

    /** The names of rules that lead from the first one back to it, for people; null if there are none such. Selectors do not matter. */
    public @Nullable String loop() {
        Set<Route> safe = new HashSet<>();
        for (Route route : all) {
            List<Route> way = new ArrayList<>();
            if (leadsBack(route, way, safe)) {
                List<String> names = way.stream().map(Route::name).toList();
                return String.join(" -> ", names.subList(names.indexOf(names.get(names.size() - 1)), names.size()));
            }
        }
        return null;
    }

    private boolean leadsBack(Route route, List<Route> way, Set<Route> safe) {
        boolean back = way.contains(route);
        way.add(route);
        if (back || safe.contains(route)) {
            return back;
        }
        for (Route.Place place : route.to()) {
            for (Route next : from(place.topic(), place.name())) {
                if (leadsBack(next, way, safe)) {
                    return true;
                }
                way.remove(way.size() - 1);
            }
        }
        safe.add(route);
        return false;
    }
}
