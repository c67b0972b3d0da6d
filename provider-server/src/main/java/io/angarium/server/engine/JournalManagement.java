package io.angarium.server.engine;

import io.angarium.server.management.ManagementRequest;
import io.angarium.wire.ErrorCode;
import java.util.List;
import java.util.Map;

/** What operators see and do of the journal: {@code journal.stat}, {@code journal.backup}. Owner: the engine's holder. */
final class JournalManagement {
    private final JournalStat stat;
    private final Backups backups;

    JournalManagement(JournalStat stat, Backups backups) {
        this.stat = stat;
        this.backups = backups;
    }

    JournalStat stat() {
        return stat;
    }

    /** Whether it knows this operation. */
    static boolean knows(String operation) {
        return operation.startsWith("journal.");
    }

    /**
     * Carries out a request.
     *
     * @throws Refusal if it cannot be done
     */
    List<Map<String, Object>> execute(ManagementRequest request) {
        switch (request.operation()) {
            case "journal.stat" -> {
                return List.of(stat.row());
            }
            case "journal.backup" -> {
                String refusal = backups.begin(request.required("folder"));
                if (refusal != null) {
                    throw new Refusal(ErrorCode.ILLEGAL_STATE, refusal);
                }
                return List.of(backups.row());
            }
            case "journal.backup.status" -> {
                return List.of(backups.row());
            }
            default ->
                throw new Refusal(ErrorCode.UNSUPPORTED, "unknown management operation '" + request.operation() + "'");
        }
    }
}
