package io.angarium.examples.benchmark.report;

import io.angarium.examples.benchmark.provider.Provider;
import io.angarium.examples.benchmark.run.Mark;
import io.angarium.examples.benchmark.run.Metric;
import io.angarium.examples.benchmark.run.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Compares one provider's medians with its marks. */
public final class Judge {
    private final Summary summary;
    private final List<Row> rows;
    private final String subject;
    private final List<String> peers;

    /**
     * @param rows all of them, in the order of the table
     * @param subject the provider that is judged
     * @param peers whom it is compared with
     */
    public Judge(Summary summary, List<Row> rows, String subject, List<String> peers) {
        this.summary = summary;
        this.rows = List.copyOf(rows);
        this.subject = subject;
        this.peers = List.copyOf(peers);
    }

    /**
     * What came of one mark.
     *
     * @param text what is to be reached
     * @param ratio figure divided by what it is compared with
     * @param reached whether it is
     */
    public record Verdict(Mark mark, String text, double ratio, boolean reached) {}

    /** The verdicts on those marks of a row for which there are figures. */
    public List<Verdict> judge(Row row) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Mark mark : row.marks()) {
            Optional<Figure> figure = summary.figure(row, subject, mark.metric());
            Optional<Double> base = base(row, mark);
            if (figure.isPresent() && base.isPresent()) {
                double median = figure.get().median();
                double ratio = base.get() == 0 ? Double.NaN : median / base.get();
                verdicts.add(new Verdict(mark, text(mark), ratio, mark.reached(median, base.get())));
            }
        }
        return alternatives(verdicts);
    }

    /** Of two marks of which one is enough, both count as reached if one is. */
    private static List<Verdict> alternatives(List<Verdict> verdicts) {
        List<Verdict> all = new ArrayList<>(verdicts);
        for (int i = 0; i + 1 < all.size(); i++) {
            Verdict one = all.get(i);
            Verdict other = all.get(i + 1);
            if (one.mark.alternative() && one.reached != other.reached) {
                all.set(i, new Verdict(one.mark, one.text, one.ratio, true));
                all.set(i + 1, new Verdict(other.mark, other.text, other.ratio, true));
            }
        }
        return all;
    }

    private Optional<Double> base(Row row, Mark mark) {
        return switch (mark.kind()) {
            case LIMIT -> Optional.of(1.0);
            case BEST_PEER -> best(row, mark.metric());
            case YARDSTICK -> summary.figure(row, Provider.BARE, mark.metric()).map(Figure::median);
            case ROW_ABOVE ->
                above(row)
                        .flatMap(before -> summary.figure(before, subject, mark.metric()))
                        .map(Figure::median);
            case BEST_PEER_ABOVE -> above(row).flatMap(before -> best(before, mark.metric()));
        };
    }

    /** The best figure of a peer. */
    public Optional<Double> best(Row row, Metric metric) {
        Stream<Double> medians = peers.stream()
                .flatMap(peer -> summary.figure(row, peer, metric).stream())
                .map(Figure::median);
        return metric.moreIsBetter() ? medians.max(Double::compare) : medians.min(Double::compare);
    }

    private Optional<Row> above(Row row) {
        int index = rows.indexOf(row);
        return index > 0 ? Optional.of(rows.get(index - 1)) : Optional.empty();
    }

    private static String text(Mark mark) {
        String sign = mark.metric().moreIsBetter() ? "≥" : "≤";
        String value = String.format(Locale.ROOT, mark.value() < 10 ? "%.2g" : "%,.0f", mark.value());
        String of =
                switch (mark.kind()) {
                    case LIMIT -> "";
                    case BEST_PEER -> " × best peer";
                    case YARDSTICK -> " × bare";
                    case ROW_ABOVE -> " × row above";
                    case BEST_PEER_ABOVE -> " × best peer of the row above";
                };
        return sign + " " + value + of;
    }
}
