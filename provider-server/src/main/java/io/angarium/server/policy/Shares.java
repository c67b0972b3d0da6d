package io.angarium.server.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shares things out: each has one owner, owners have equally many or one more, and as few as possible change hands. Pure functions. */
public final class Shares {
    private Shares() {}

    /**
     * Who is to own what.
     *
     * @param now owner of each thing, null if it has none
     * @param members who may own some, first come first; owners that are none of them lose what they have
     * @return new owners, null only where there are no members
     */
    public static <T> List<@Nullable T> of(List<@Nullable T> now, List<T> members) {
        Map<T, Integer> room = new LinkedHashMap<>();
        members.forEach(member -> room.put(member, 0));
        List<T> byHoldings = new ArrayList<>(members);
        Map<T, Integer> holdings = new LinkedHashMap<>();
        for (T owner : now) {
            if (owner != null) {
                holdings.merge(owner, 1, Integer::sum);
            }
        }
        byHoldings.sort(Comparator.comparingInt((T member) -> -holdings.getOrDefault(member, 0)));
        for (int i = 0; i < byHoldings.size(); i++) {
            int more = i < now.size() % members.size() ? 1 : 0;
            room.put(byHoldings.get(i), now.size() / members.size() + more);
        }
        List<@Nullable T> owners = new ArrayList<>(now.size());
        for (T owner : now) {
            owners.add(owner != null && take(room, owner) ? owner : null);
        }
        int next = 0;
        for (int i = 0; i < owners.size() && !members.isEmpty(); i++) {
            if (owners.get(i) == null) {
                while (!take(room, members.get(next))) {
                    next++;
                }
                owners.set(i, members.get(next));
            }
        }
        return owners;
    }

    private static <T> boolean take(Map<T, Integer> room, T member) {
        int left = room.getOrDefault(member, 0);
        if (left == 0) {
            return false;
        }
        room.put(member, left - 1);
        return true;
    }
}
