package io.angarium.server.tool.jmx;

import java.util.Map;

/** A row of {@code tx list} as {@link BranchView}. */
record BranchRow(Map<String, Object> row) implements BranchView {
    private String text(String column) {
        return String.valueOf(row.getOrDefault(column, ""));
    }

    private long number(String column) {
        return row.get(column) instanceof Number number ? number.longValue() : 0;
    }

    @Override
    public String getXid() {
        return text("xid");
    }

    @Override
    public String getState() {
        return text("state");
    }

    @Override
    public String getNode() {
        return text("node");
    }

    @Override
    public long getAgeSeconds() {
        return number("ageSeconds");
    }

    @Override
    public String getBy() {
        return text("by");
    }

    @Override
    public long getMessagesIn() {
        return number("messagesIn");
    }

    @Override
    public long getMessagesOut() {
        return number("messagesOut");
    }

    @Override
    public String getDestinations() {
        return text("destinations");
    }

    @Override
    public String getOutcome() {
        return row.containsKey("would") ? "would " + text("would") : text("done");
    }
}
