package io.angarium.server.xa;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Every state × call of X/Open XA, tables 6-2 and 6-4, as one table: a row for each call, for the calls about associations one for each
 * association that the caller may have with the branch; a column for each {@link BranchState}; in the cells a {@link Ruling}. Constant.
 *
 * <p>Cells that cannot come up (a caller that is associated with a branch that does not exist) say PROTO.
 */
public final class XaTable {
    private static final String TABLE =
            """
            call             association NONE   ACTIVE          SUSPENDED       IDLE      DOOMED_ACTIVE     DOOMED               PREPARED  COMMITTED_BY_HAND ROLLED_BACK_BY_HAND
            START            any         CREATE DUPID           DUPID           DUPID     DUPID             DUPID                DUPID     DUPID             DUPID
            JOIN             none        NOTA   JOIN            JOIN            JOIN      REASON            REASON               PROTO     PROTO             PROTO
            JOIN             active      PROTO  PROTO           PROTO           PROTO     PROTO             PROTO                PROTO     PROTO             PROTO
            JOIN             suspended   PROTO  PROTO           PROTO           PROTO     PROTO             PROTO                PROTO     PROTO             PROTO
            RESUME           none        NOTA   PROTO           PROTO           PROTO     PROTO             PROTO                PROTO     PROTO             PROTO
            RESUME           active      PROTO  PROTO           PROTO           PROTO     PROTO             PROTO                PROTO     PROTO             PROTO
            RESUME           suspended   PROTO  RESUME          RESUME          PROTO     REASON            REASON               PROTO     PROTO             PROTO
            END              none        NOTA   PROTO           PROTO           PROTO     PROTO             PROTO                PROTO     PROTO             PROTO
            END              active      PROTO  DETACH          PROTO           PROTO     REASON_AND_DETACH PROTO                PROTO     PROTO             PROTO
            END              suspended   PROTO  DETACH          DETACH          PROTO     REASON_AND_DETACH REASON_AND_DETACH    PROTO     PROTO             PROTO
            FAIL             none        NOTA   PROTO           PROTO           PROTO     PROTO             PROTO                PROTO     PROTO             PROTO
            FAIL             active      PROTO  DETACH_AND_DOOM PROTO           PROTO     DETACH            PROTO                PROTO     PROTO             PROTO
            FAIL             suspended   PROTO  DETACH_AND_DOOM DETACH_AND_DOOM PROTO     DETACH            DETACH               PROTO     PROTO             PROTO
            SUSPEND          none        NOTA   PROTO           PROTO           PROTO     PROTO             PROTO                PROTO     PROTO             PROTO
            SUSPEND          active      PROTO  SUSPEND         PROTO           PROTO     REASON_AND_DETACH PROTO                PROTO     PROTO             PROTO
            SUSPEND          suspended   PROTO  PROTO           PROTO           PROTO     PROTO             PROTO                PROTO     PROTO             PROTO
            PREPARE          any         NOTA   PROTO           PROTO           PREPARE   PROTO             REASON_AND_ROLL_BACK PROTO     PROTO             PROTO
            COMMIT_ONE_PHASE any         NOTA   PROTO           PROTO           COMMIT    PROTO             REASON_AND_ROLL_BACK PROTO     PROTO             PROTO
            COMMIT           any         NOTA   PROTO           PROTO           PROTO     PROTO             PROTO                COMMIT    HEURCOM           HEURRB
            ROLLBACK         any         NOTA   PROTO           ROLL_BACK       ROLL_BACK PROTO             ROLL_BACK            ROLL_BACK HEURCOM           HEURRB
            FORGET           any         NOTA   PROTO           PROTO           PROTO     PROTO             PROTO                PROTO     FORGET            FORGET
            """;

    private static final Map<XaCall, Map<Tie, Map<BranchState, Ruling>>> CELLS = cells();

    private XaTable() {}

    private static Map<XaCall, Map<Tie, Map<BranchState, Ruling>>> cells() {
        List<String> lines = TABLE.lines().toList();
        List<BranchState> columns =
                words(lines.get(0)).skip(2).map(BranchState::valueOf).toList();
        Map<XaCall, Map<Tie, Map<BranchState, Ruling>>> cells = new EnumMap<>(XaCall.class);
        for (String line : lines.subList(1, lines.size())) {
            List<String> words = words(line).toList();
            Map<BranchState, Ruling> row = new EnumMap<>(BranchState.class);
            for (int i = 0; i < columns.size(); i++) {
                row.put(columns.get(i), Ruling.valueOf(words.get(i + 2)));
            }
            XaCall call = XaCall.valueOf(words.get(0));
            for (Tie tie : Tie.values()) {
                if (words.get(1).equals("any") || words.get(1).equals(tie.name().toLowerCase(Locale.ROOT))) {
                    cells.computeIfAbsent(call, c -> new EnumMap<>(Tie.class)).put(tie, row);
                }
            }
        }
        return cells;
    }

    private static Stream<String> words(String line) {
        return Stream.of(line.split(" +", -1));
    }

    /**
     * What becomes of a call.
     *
     * @param tie the caller's association with the branch; of no account for calls that complete a branch
     * @param busy whether the caller has an active association with any branch: then it cannot start another
     */
    public static Ruling rule(XaCall call, BranchState state, Tie tie, boolean busy) {
        if (busy && (call == XaCall.START || call == XaCall.JOIN || call == XaCall.RESUME)) {
            return Ruling.PROTO;
        }
        Map<Tie, Map<BranchState, Ruling>> rows = CELLS.getOrDefault(call, Map.of());
        return rows.getOrDefault(tie, Map.of()).getOrDefault(state, Ruling.PROTO);
    }
}
