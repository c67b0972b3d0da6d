package io.angarium.examples.benchmark.report;

import java.util.List;
import java.util.Locale;

/**
 * A bar chart in SVG: groups of bars side by side, each group scaled to its own largest value, so that rows of very different sizes stand
 * in one picture. Every bar has its number.
 *
 * @param title above it
 * @param series names of the bars in each group
 * @param groups what is compared
 */
public record Chart(String title, List<String> series, List<Group> groups) {
    private static final List<String> COLOURS = List.of("#1b6ca8", "#c97b2c", "#7d8a3a", "#8a8a8a", "#8e5ea2");
    private static final int WIDTH = 900;
    private static final int LEFT = 260;
    private static final int BAR = 16;
    private static final int GAP = 14;
    private static final int TOP = 60;
    private static final int NUMBER_ROOM = 90;

    /**
     * Some bars to compare.
     *
     * @param values one for each series, NaN for none
     * @param spans smallest and largest measurement of each value, as a line through the bar's end
     */
    public record Group(String name, List<Double> values, List<Span> spans) {}

    /** From the smallest to the largest measurement. */
    public record Span(double least, double most) {}

    /** The picture. */
    public String svg() {
        int height = TOP + groups.size() * (series.size() * BAR + GAP) + GAP;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH,
                height));
        svg.append(text(GAP, 22, "start", "font-size=\"15\" font-weight=\"bold\"", title));
        legend(svg);
        int y = TOP;
        for (Group group : groups) {
            bars(svg, group, y);
            y += series.size() * BAR + GAP;
        }
        return svg.append("</svg>\n").toString();
    }

    private void legend(StringBuilder svg) {
        int x = LEFT;
        for (int i = 0; i < series.size(); i++) {
            svg.append(rectangle(x, 34, 10, 10, COLOURS.get(i % COLOURS.size())));
            svg.append(text(x + 14, 43, "start", "", series.get(i)));
            x += 30 + 8 * series.get(i).length();
        }
    }

    private void bars(StringBuilder svg, Group group, int top) {
        double largest = 0;
        for (int i = 0; i < series.size(); i++) {
            if (!Double.isNaN(group.values.get(i))) {
                largest = Math.max(
                        largest,
                        Math.max(group.values.get(i), group.spans.get(i).most()));
            }
        }
        double scale = largest == 0 ? 0 : (WIDTH - LEFT - NUMBER_ROOM) / largest;
        svg.append(text(LEFT - 8, top + series.size() * BAR / 2 + 4, "end", "", group.name));
        for (int i = 0; i < series.size(); i++) {
            double value = group.values.get(i);
            if (Double.isNaN(value)) {
                continue;
            }
            int y = top + i * BAR;
            Span span = group.spans.get(i);
            svg.append(rectangle(LEFT, y + 1, value * scale, BAR - 3, COLOURS.get(i % COLOURS.size())));
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"black\" stroke-opacity=\"0.5\"/>%n",
                    LEFT + span.least() * scale,
                    LEFT + span.most() * scale,
                    y + BAR / 2,
                    y + BAR / 2));
            double end = LEFT + Math.max(value, span.most()) * scale;
            svg.append(text((int) end + 5, y + BAR - 4, "start", "", Numbers.text(value)));
        }
    }

    private static String rectangle(double x, int y, double width, int height, String colour) {
        return String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                x,
                y,
                width,
                height,
                colour);
    }

    private static String text(int x, int y, String anchor, String style, String content) {
        String escaped = content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" %s>%s</text>%n", x, y, anchor, style, escaped);
    }
}
