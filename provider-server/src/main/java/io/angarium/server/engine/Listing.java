package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Answers a management request with one row for each of many things, a frame of rows at a step. Owner: the engine's holder. */
final class Listing<T> implements Activity {
    private final Iterator<T> things;
    private final Function<T, Map<String, Object>> row;
    private final Answer answer;

    /** Takes the rows of an answer, in parts. */
    interface Answer {
        /**
         * Some rows.
         *
         * @param more whether others follow
         */
        void rows(List<Map<String, Object>> rows, boolean more);
    }

    /** @param things what to list; copied, since it may change between two steps */
    Listing(Iterable<T> things, Function<T, Map<String, Object>> row, Answer answer) {
        List<T> copy = new ArrayList<>();
        things.forEach(copy::add);
        this.things = copy.iterator();
        this.row = row;
        this.answer = answer;
    }

    @Override
    public boolean step() {
        List<Map<String, Object>> rows = new ArrayList<>();
        while (things.hasNext() && rows.size() < Wiring.ROWS_PER_FRAME) {
            rows.add(row.apply(things.next()));
        }
        answer.rows(rows, things.hasNext());
        return !things.hasNext();
    }
}
