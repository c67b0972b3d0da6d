package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.BranchId;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.XaCode;
import io.angarium.wire.XaFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every call in every state, against a copy of the state tables that was written from the XA specification (tables 6-2 and 6-4, and the
 * pages of chapter 5 for what the tables leave open) and not from the engine's: the code of the answer, the state after it, what became
 * of the branch's message and of the message that it holds; and a bystander that notices nothing.
 */
@Timeout(60)
class XaStateTableTest {
    private static final BranchId X = XaClient.branch("x");
    private static final BranchId Y = XaClient.branch("y");
    private static final BranchId Z = XaClient.branch("z");

    /** For each call, in the order of the situations: code, then the state after it where it changes, then C or R where the work is committed or rolled back. */
    private static final String EXPECTED =
            """
            start        none=OK>ACTIVE mine=PROTO other=DUPID parked=DUPID parkedOther=DUPID idle=DUPID doomedMine=PROTO doomedOther=DUPID doomedParked=DUPID doomed=DUPID prepared=DUPID heurCom=DUPID heurRb=DUPID busy=PROTO idleEmpty=DUPID timedOut=DUPID otherLost=DUPID refused=DUPID
            join         none=NOTA mine=PROTO other=OK parked=PROTO parkedOther=OK>ACTIVE idle=OK>ACTIVE doomedMine=PROTO doomedOther=RB doomedParked=PROTO doomed=RB prepared=PROTO heurCom=PROTO heurRb=PROTO busy=PROTO idleEmpty=OK>ACTIVE timedOut=TIMEOUT otherLost=COMMFAIL refused=OTHER
            resume       none=NOTA mine=PROTO other=PROTO parked=OK>ACTIVE parkedOther=PROTO idle=PROTO doomedMine=PROTO doomedOther=PROTO doomedParked=RB doomed=PROTO prepared=PROTO heurCom=PROTO heurRb=PROTO busy=PROTO idleEmpty=PROTO timedOut=PROTO otherLost=PROTO refused=PROTO
            startBad     none=INVAL mine=INVAL other=INVAL parked=INVAL parkedOther=INVAL idle=INVAL doomedMine=INVAL doomedOther=INVAL doomedParked=INVAL doomed=INVAL prepared=INVAL heurCom=INVAL heurRb=INVAL busy=INVAL idleEmpty=INVAL timedOut=INVAL otherLost=INVAL refused=INVAL
            end          none=NOTA mine=OK>IDLE other=PROTO parked=OK>IDLE parkedOther=PROTO idle=PROTO doomedMine=RB>DOOMED doomedOther=PROTO doomedParked=RB doomed=PROTO prepared=PROTO heurCom=PROTO heurRb=PROTO busy=PROTO idleEmpty=PROTO timedOut=PROTO otherLost=PROTO refused=PROTO
            endFail      none=NOTA mine=OK>DOOMED other=PROTO parked=OK>DOOMED parkedOther=PROTO idle=PROTO doomedMine=OK>DOOMED doomedOther=PROTO doomedParked=OK doomed=PROTO prepared=PROTO heurCom=PROTO heurRb=PROTO busy=PROTO idleEmpty=PROTO timedOut=PROTO otherLost=PROTO refused=PROTO
            endSuspend   none=NOTA mine=OK>SUSPENDED other=PROTO parked=PROTO parkedOther=PROTO idle=PROTO doomedMine=RB>DOOMED doomedOther=PROTO doomedParked=PROTO doomed=PROTO prepared=PROTO heurCom=PROTO heurRb=PROTO busy=PROTO idleEmpty=PROTO timedOut=PROTO otherLost=PROTO refused=PROTO
            endBad       none=INVAL mine=INVAL other=INVAL parked=INVAL parkedOther=INVAL idle=INVAL doomedMine=INVAL doomedOther=INVAL doomedParked=INVAL doomed=INVAL prepared=INVAL heurCom=INVAL heurRb=INVAL busy=INVAL idleEmpty=INVAL timedOut=INVAL otherLost=INVAL refused=INVAL
            prepare      none=NOTA mine=PROTO other=PROTO parked=PROTO parkedOther=PROTO idle=OK>PREPARED doomedMine=PROTO doomedOther=PROTO doomedParked=RB>NONE:R doomed=RB>NONE:R prepared=PROTO heurCom=PROTO heurRb=PROTO busy=OK>PREPARED idleEmpty=RDONLY>NONE timedOut=TIMEOUT>NONE otherLost=COMMFAIL>NONE refused=OTHER>NONE:R
            commitOne    none=NOTA mine=PROTO other=PROTO parked=PROTO parkedOther=PROTO idle=OK>NONE:C doomedMine=PROTO doomedOther=PROTO doomedParked=RB>NONE:R doomed=RB>NONE:R prepared=PROTO heurCom=PROTO heurRb=PROTO busy=OK>NONE:C idleEmpty=OK>NONE timedOut=TIMEOUT>NONE otherLost=COMMFAIL>NONE refused=OTHER>NONE:R
            commit       none=NOTA mine=PROTO other=PROTO parked=PROTO parkedOther=PROTO idle=PROTO doomedMine=PROTO doomedOther=PROTO doomedParked=PROTO doomed=PROTO prepared=OK>NONE:C heurCom=HEURCOM heurRb=HEURRB busy=PROTO idleEmpty=PROTO timedOut=PROTO otherLost=PROTO refused=PROTO
            rollback     none=NOTA mine=PROTO other=PROTO parked=OK>NONE:R parkedOther=OK>NONE:R idle=OK>NONE:R doomedMine=PROTO doomedOther=PROTO doomedParked=OK>NONE:R doomed=OK>NONE:R prepared=OK>NONE:R heurCom=HEURCOM heurRb=HEURRB busy=OK>NONE:R idleEmpty=OK>NONE timedOut=OK>NONE otherLost=OK>NONE refused=OK>NONE:R
            forget       none=NOTA mine=PROTO other=PROTO parked=PROTO parkedOther=PROTO idle=PROTO doomedMine=PROTO doomedOther=PROTO doomedParked=PROTO doomed=PROTO prepared=PROTO heurCom=OK>NONE heurRb=OK>NONE busy=PROTO idleEmpty=PROTO timedOut=PROTO otherLost=PROTO refused=PROTO
            linkLost     none=GONE mine=GONE>NONE:R other=GONE parked=GONE>NONE:R parkedOther=GONE idle=GONE>NONE:R doomedMine=GONE>DOOMED:R doomedOther=GONE doomedParked=GONE>DOOMED:R doomed=GONE>NONE:R prepared=GONE heurCom=GONE heurRb=GONE busy=GONE idleEmpty=GONE>NONE timedOut=GONE>NONE otherLost=GONE>NONE refused=GONE>NONE:R
            sessionClosed none=GONE mine=GONE>DOOMED:R other=GONE parked=GONE>DOOMED:R parkedOther=GONE idle=GONE doomedMine=GONE>DOOMED:R doomedOther=GONE doomedParked=GONE>DOOMED:R doomed=GONE prepared=GONE heurCom=GONE heurRb=GONE busy=GONE idleEmpty=GONE timedOut=GONE otherLost=GONE refused=GONE
            timeout      none=GONE mine=GONE>DOOMED_ACTIVE:R other=GONE>DOOMED_ACTIVE:R parked=GONE>DOOMED:R parkedOther=GONE>DOOMED:R idle=GONE>DOOMED:R doomedMine=GONE>DOOMED_ACTIVE:R doomedOther=GONE>DOOMED_ACTIVE:R doomedParked=GONE>DOOMED:R doomed=GONE>DOOMED:R prepared=GONE heurCom=GONE heurRb=GONE busy=GONE>DOOMED:R idleEmpty=GONE>DOOMED timedOut=GONE otherLost=GONE refused=GONE>DOOMED:R
            recover      none=ABSENT mine=ABSENT other=ABSENT parked=ABSENT parkedOther=ABSENT idle=ABSENT doomedMine=ABSENT doomedOther=ABSENT doomedParked=ABSENT doomed=ABSENT prepared=FOUND heurCom=FOUND heurRb=FOUND busy=ABSENT idleEmpty=ABSENT timedOut=ABSENT otherLost=ABSENT refused=ABSENT
            """;

    private static final Map<String, Integer> CODES = Map.ofEntries(
            Map.entry("OK", 0),
            Map.entry("RDONLY", 3),
            Map.entry("NOTA", -4),
            Map.entry("INVAL", -5),
            Map.entry("PROTO", -6),
            Map.entry("DUPID", -8),
            Map.entry("RB", 100),
            Map.entry("COMMFAIL", 101),
            Map.entry("OTHER", 104),
            Map.entry("TIMEOUT", 106),
            Map.entry("HEURCOM", 7),
            Map.entry("HEURRB", 6),
            Map.entry("ABSENT", 1000),
            Map.entry("FOUND", 1001));
    private static final long TIMEOUT_MILLIS = 5000;

    private static final int GONE = Integer.MIN_VALUE;

    private final EngineHarness harness = new EngineHarness();
    private final XaClient caller = new XaClient(harness);
    private final XaClient other = new XaClient(harness);
    private final XaClient third = new XaClient(harness);
    private final XaClient bystander = new XaClient(harness);
    private final TestClient admin = harness.connect();

    static Stream<Arguments> cells() {
        List<Arguments> cells = new ArrayList<>();
        EXPECTED.lines().forEach(line -> {
            String[] words = line.split(" +");
            for (int i = 1; i < words.length; i++) {
                String[] cell = words[i].split("=");
                cells.add(Arguments.of(words[0], cell[0], cell[1]));
            }
        });
        assertThat(cells).hasSize(17 * 18);
        return cells.stream();
    }

    @ParameterizedTest
    @MethodSource("cells")
    void answersAndDoesWhatTheSpecificationSays(String call, String situation, String expected) {
        bystand();
        arrange(situation);
        String stateBefore = state();
        String workBefore = work();
        Map<String, Object> bystanderBefore = show(Y);

        int code = act(call);

        String[] parts = expected.split("[>:]");
        assertThat(code).isEqualTo(parts[0].equals("GONE") ? GONE : CODES.get(parts[0]));
        assertThat(state()).isEqualTo(parts.length > 1 ? parts[1] : stateBefore);
        String outcome = parts.length > 2 ? parts[2] : "";
        String workAfter = outcome.equals("C") ? "out 1, in 0+0" : outcome.equals("R") ? "out 0, in 1+0" : workBefore;
        assertThat(work()).isEqualTo(situation.equals("none") ? workBefore : workAfter);
        assertThat(show(Y)).isEqualTo(bystanderBefore);
        checkBystander();
    }

    // -- the branch and its situations

    private void feed(String queue, String text) {
        TestClient feeder = harness.connect();
        feeder.send(feeder.producer(feeder.session(), Destination.queue(queue)), text);
        harness.settle();
    }

    /** In the branch that the session is in: takes the message of a queue and sends one to another. */
    private void work(XaClient worker, String in, String out) {
        TestClient client = worker.client();
        int consumer = client.open(worker.session(), ConsumerFrame.Kind.QUEUE, Destination.queue(in), null, null);
        client.credit(consumer, 1);
        harness.settle();
        client.acceptIn(worker.session(), worker.transaction(), consumer, 1, 1);
        client.closeConsumer(consumer, 1);
        client.sendIn(
                client.producer(worker.session(), Destination.queue(out)), worker.transaction(), "from " + worker);
        harness.settle();
    }

    private void bystand() {
        feed("yin", "y");
        bystander.start(Y);
        work(bystander, "yin", "yout");
    }

    private void begin(XaClient worker) {
        feed("in", "x");
        assertThat(worker.start(X, XaCode.TMNOFLAGS, TIMEOUT_MILLIS)).isZero();
        work(worker, "in", "out");
    }

    private void doom(XaClient helper) {
        assertThat(helper.start(X, XaCode.TMJOIN)).isZero();
        assertThat(helper.end(X, XaCode.TMFAIL)).isZero();
    }

    private void prepare() {
        begin(other);
        other.end(X);
        assertThat(other.prepare(X)).isZero();
    }

    private void arrange(String situation) {
        switch (situation) {
            case "none" -> {}
            case "mine" -> begin(caller);
            case "other" -> begin(other);
            case "parked" -> {
                begin(caller);
                caller.end(X, XaCode.TMSUSPEND);
            }
            case "parkedOther" -> {
                begin(other);
                other.end(X, XaCode.TMSUSPEND);
            }
            case "idle" -> {
                begin(caller);
                caller.end(X);
            }
            case "prepared" -> prepare();
            case "heurCom" -> byHand("tx.commit");
            case "heurRb" -> byHand("tx.rollback");
            case "busy" -> {
                begin(other);
                other.end(X);
                assertThat(caller.start(Z)).isZero();
            }
            case "idleEmpty" -> {
                assertThat(caller.start(X, XaCode.TMNOFLAGS, TIMEOUT_MILLIS)).isZero();
                caller.end(X);
            }
            default -> arrangeDoomed(situation);
        }
    }

    /** A branch that can only roll back. */
    private void arrangeDoomed(String situation) {
        begin(situation.equals("doomedOther") ? other : caller);
        switch (situation) {
            case "doomedMine" -> doom(other);
            case "doomedOther" -> doom(third);
            case "doomedParked" -> {
                caller.end(X, XaCode.TMSUSPEND);
                doom(other);
            }
            case "doomed" -> caller.end(X, XaCode.TMFAIL);
            case "timedOut" -> {
                caller.end(X);
                harness.pass(TIMEOUT_MILLIS).settle();
            }
            case "otherLost" -> {
                other.start(X, XaCode.TMJOIN);
                caller.end(X);
                other.client().vanish();
                harness.settle();
            }
            case "refused" -> {
                harness.refuse(Refusals.full());
                int producer = caller.client().producer(caller.session(), Destination.queue("out"));
                caller.client().sendIn(producer, caller.transaction(), "too much");
                harness.refuse(null);
                assertThat(caller.end(X)).isEqualTo(CODES.get("OTHER"));
            }
            default -> throw new IllegalArgumentException(situation);
        }
    }

    private void byHand(String operation) {
        prepare();
        int correlation = admin.manage(operation, Map.of("xid", X.toString()));
        harness.settle();
        assertThat(admin.rows(correlation)).hasSize(1);
    }

    private int act(String call) {
        return switch (call) {
            case "start" -> caller.start(X);
            case "join" -> caller.start(X, XaCode.TMJOIN);
            case "resume" -> caller.start(X, XaCode.TMRESUME);
            case "startBad" -> caller.start(X, XaCode.TMSUSPEND);
            case "end" -> caller.end(X);
            case "endFail" -> caller.end(X, XaCode.TMFAIL);
            case "endSuspend" -> caller.end(X, XaCode.TMSUSPEND);
            case "endBad" -> caller.end(X, XaCode.TMSUCCESS | XaCode.TMFAIL);
            case "prepare" -> caller.prepare(X);
            case "commitOne" -> caller.commitOnePhase(X);
            case "commit" -> caller.commit(X);
            case "rollback" -> caller.rollBack(X);
            case "forget" -> caller.forget(X);
            case "linkLost" -> {
                caller.client().vanish();
                harness.settle();
                yield GONE;
            }
            case "sessionClosed" -> {
                caller.client().closeSession(caller.session());
                harness.settle();
                yield GONE;
            }
            case "timeout" -> {
                harness.pass(TIMEOUT_MILLIS).settle();
                yield GONE;
            }
            case "recover" -> CODES.get(caller.recover().contains(X) ? "FOUND" : "ABSENT");
            default -> throw new IllegalArgumentException(call);
        };
    }

    // -- what can be seen

    private String state() {
        return branches().stream()
                .filter(row -> row.get("xid").equals(X.toString()))
                .map(row -> (String) row.get("state"))
                .findFirst()
                .orElse("NONE");
    }

    private Map<String, Object> show(BranchId branch) {
        return branches().stream()
                .filter(row -> row.get("xid").equals(branch.toString()))
                .map(HashMap::new)
                .peek(row -> row.remove("ageSeconds"))
                .findFirst()
                .orElseThrow();
    }

    private List<Map<String, Object>> branches() {
        int list = admin.manage("tx.list", Map.of());
        harness.settle();
        return admin.rows(list);
    }

    private String work() {
        return "out " + count("out", "available") + ", in " + count("in", "available") + "+" + count("in", "inFlight");
    }

    private long count(String queue, String column) {
        int show = admin.manage("queue.list", Map.of());
        harness.settle();
        return admin.rows(show).stream()
                .filter(row -> row.get("name").equals(queue))
                .mapToLong(row -> ((Number) row.get(column)).longValue())
                .sum();
    }

    private void checkBystander() {
        assertThat(bystander.end(Y)).isZero();
        assertThat(bystander.prepare(Y)).isZero();
        assertThat(bystander.commit(Y)).isZero();
        assertThat(count("yout", "available")).isEqualTo(1);
        assertThat(count("yin", "messages")).isZero();
        admin.frame(new ConnectionFrame.Goodbye(null, ""));
        assertThat(bystander.code(new XaFrame.XaCommit(bystander.client().correlation(), false, Y)))
                .isEqualTo(XaCode.XAER_NOTA);
    }
}
