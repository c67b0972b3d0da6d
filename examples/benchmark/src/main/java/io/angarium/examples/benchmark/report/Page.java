package io.angarium.examples.benchmark.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The page of results and what belongs to it: Markdown, CSV, charts. What a person wrote above the first mark is kept. */
public final class Page {
    /** The results begin here; all below is written anew. */
    static final String BEGIN = "<!-- results: written by examples/benchmark, do not edit below -->\n";

    private final Tables tables;
    private final Map<String, String> charts;
    private final String csv;
    private final String facts;

    /**
     * @param charts by file name
     * @param facts machine, versions, date and command, in Markdown
     */
    public Page(Tables tables, Map<String, String> charts, String csv, String facts) {
        this.tables = tables;
        this.charts = charts;
        this.csv = csv;
        this.facts = facts;
    }

    /**
     * Writes {@code NAME.md} and, into the folder {@code NAME} beside it, the rest.
     *
     * @param markdown the page
     */
    public void write(Path markdown) throws IOException {
        String name = markdown.getFileName().toString().replaceAll("\\.md$", "");
        Path folder = markdown.resolveSibling(name);
        Files.createDirectories(folder);
        String before = Files.isRegularFile(markdown) ? Files.readString(markdown, StandardCharsets.UTF_8) : "";
        Files.writeString(markdown, kept(before) + BEGIN + "\n" + body(name), StandardCharsets.UTF_8);
        Files.writeString(folder.resolve("results.csv"), csv, StandardCharsets.UTF_8);
        for (Map.Entry<String, String> chart : charts.entrySet()) {
            Files.writeString(folder.resolve(chart.getKey()), chart.getValue(), StandardCharsets.UTF_8);
        }
    }

    private static String kept(String before) {
        int at = before.indexOf(BEGIN);
        return at >= 0 ? before.substring(0, at) : before;
    }

    String body(String folder) {
        StringBuilder text = new StringBuilder();
        text.append(facts).append('\n');
        section(text, "Results", tables.main());
        charts.keySet().forEach(chart -> text.append("![](")
                .append(folder)
                .append('/')
                .append(chart)
                .append(")\n\n"));
        section(text, "Flushes", tables.flushes());
        section(text, "Allocation", tables.allocations());
        section(text, "Latencies", tables.latencies());
        section(text, "Processor time", tables.processor());
        section(text, "Failed", tables.failures());
        return text.toString();
    }

    private static void section(StringBuilder text, String title, String content) {
        if (!content.isEmpty()) {
            text.append("## ").append(title).append("\n\n").append(content).append('\n');
        }
    }
}
