package io.angarium.server.tool.selfcheck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a run has found.
 *
 * @param seed repeats the order of the disturbances
 * @param length how long it took
 * @param sums what was sent and what became of it
 * @param rolledBack transactions that were done again
 * @param xa transactions with two branches
 * @param strangers messages of others in the same destinations
 * @param disturbances how often each kind came
 * @param reconnects of all connections
 * @param slowestReconnect to a broker that could be reached
 * @param longestOutage of a connection, whatever the reason
 * @param problems exceptions that an application saw and should not have, and applications that ended
 * @param idle producers of whose messages nothing was confirmed or nothing came
 */
public record Report(
        long seed,
        Duration length,
        Sums sums,
        long rolledBack,
        XaSums xa,
        long strangers,
        Map<Disturbance, Integer> disturbances,
        long reconnects,
        Duration slowestReconnect,
        Duration longestOutage,
        List<String> problems,
        List<String> idle) {

    /** Whether every promise was kept, and there was something to be kept. */
    public boolean good() {
        return faults().isEmpty();
    }

    /** Everything that should not be, in lines. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        count(faults, sums.missing(), "confirmed messages were lost");
        count(faults, sums.doubled(), "messages were doubled");
        count(faults, sums.outOfOrder(), "messages came out of order");
        faults.addAll(sums.faults());
        problems.forEach(problem -> faults.add("an application was disturbed: " + problem));
        if (xa.committed() == 0) {
            faults.add("nothing is proven about XA, of which no transaction was committed; let it run for longer");
        }
        idle.forEach(
                name -> faults.add("nothing is proven about " + name + ", of which nothing was confirmed or came"));
        disturbances.forEach((kind, count) -> {
            if (count == 0) {
                faults.add("nothing is proven about " + kind + ", which did not come; let it run for longer");
            }
        });
        return faults;
    }

    private static void count(List<String> faults, long count, String what) {
        if (count > 0) {
            faults.add(count + " " + what);
        }
    }
}
