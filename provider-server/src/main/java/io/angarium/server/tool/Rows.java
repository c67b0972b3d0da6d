package io.angarium.server.tool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of a management reply as text: a table with aligned columns, names and values below each other, or JSON. */
final class Rows {
    private static final String GAP = "  ";

    private Rows() {}

    /** One JSON array with an object per row. */
    static String json(List<Map<String, Object>> rows) throws IOException {
        return Json.line(json -> Json.value(json, rows)) + "\n";
    }

    /** A header of the rows' keys in order of appearance, then a line per row; numbers to the right. Nothing for no rows. */
    static String table(List<Map<String, Object>> rows) {
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> columns.addAll(row.keySet()));
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns.stream().map(Rows::header).toList());
        for (Map<String, Object> row : rows) {
            lines.add(columns.stream().map(column -> text(row.get(column))).toList());
        }
        List<Boolean> right = columns.stream()
                .map(column -> rows.stream().allMatch(row -> row.get(column) instanceof Number))
                .toList();
        StringBuilder table = new StringBuilder();
        if (!rows.isEmpty()) {
            lines.forEach(line -> appendLine(table, line, widths(lines), right));
        }
        return table.toString();
    }

    /** Each entry of a row on a line of its own. */
    static String list(Map<String, Object> row) {
        int width = row.keySet().stream().mapToInt(String::length).max().orElse(0);
        StringBuilder list = new StringBuilder();
        row.forEach((name, value) -> list.append(pad(name, width, false))
                .append(GAP)
                .append(text(value))
                .append('\n'));
        return list.toString();
    }

    private static void appendLine(StringBuilder table, List<String> line, List<Integer> widths, List<Boolean> right) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.size(); i++) {
            text.append(i == 0 ? "" : GAP).append(pad(line.get(i), widths.get(i), right.get(i)));
        }
        table.append(text.toString().stripTrailing()).append('\n');
    }

    private static List<Integer> widths(List<List<String>> lines) {
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < lines.get(0).size(); i++) {
            int column = i;
            widths.add(lines.stream()
                    .mapToInt(line -> line.get(column).length())
                    .max()
                    .orElse(0));
        }
        return widths;
    }

    private static String pad(String text, int width, boolean right) {
        String blanks = " ".repeat(width - text.length());
        return right ? blanks + text : text + blanks;
    }

    /** {@code deliveryCount} becomes {@code DELIVERY COUNT}. */
    private static String header(String key) {
        return key.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toUpperCase(Locale.ROOT);
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "-";
        }
        if (value instanceof Double || value instanceof Float) {
            return String.format(Locale.ROOT, "%.1f", ((Number) value).doubleValue());
        }
        return value instanceof byte[] bytes ? Json.base64(bytes) : printable(String.valueOf(value));
    }

    /** A name may have line breaks or a terminal's commands in it; they would spoil the table, or do worse. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.chars()
                .forEach(c -> printable.append(
                        Character.isISOControl(c) ? String.format("\\u%04x", c) : Character.toString(c)));
        return printable.toString();
    }
}
