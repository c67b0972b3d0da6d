package io.angarium.server.tool.jmx;

import java.util.List;
import java.util.Map;

/** {@link TransactionsMXBean} by management requests. Thread-safe; no state. */
final class Transactions implements TransactionsMXBean {
    private static final String PREPARED = "PREPARED";

    private final Management management;

    Transactions(Management management) {
        this.management = management;
    }

    @Override
    public List<BranchView> getBranches() {
        return management.ask("tx.list", Map.of()).stream()
                .<BranchView>map(BranchRow::new)
                .toList();
    }

    private List<BranchView> prepared() {
        return getBranches().stream()
                .filter(branch -> branch.getState().equals(PREPARED))
                .toList();
    }

    @Override
    public int getPrepared() {
        return prepared().size();
    }

    @Override
    public long getOldestPreparedSeconds() {
        return prepared().stream().mapToLong(BranchView::getAgeSeconds).max().orElse(0);
    }

    @Override
    public BranchView show(String xid) {
        return one("tx.show", Map.of("xid", xid));
    }

    @Override
    public BranchView commit(String xid, boolean dryRun) {
        return decide("tx.commit", xid, dryRun);
    }

    @Override
    public BranchView rollback(String xid, boolean dryRun) {
        return decide("tx.rollback", xid, dryRun);
    }

    @Override
    public BranchView forget(String xid, boolean dryRun) {
        return decide("tx.forget", xid, dryRun);
    }

    private BranchView decide(String operation, String xid, boolean dryRun) {
        return one(operation, Map.of("xid", xid, "dryRun", String.valueOf(dryRun)));
    }

    private BranchView one(String operation, Map<String, Object> arguments) {
        return new BranchRow(management.ask(operation, arguments).get(0));
    }
}
