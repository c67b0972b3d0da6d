package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.BranchId;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.XaCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Producers that were held back because memory was full go on in the round in which there is room: the next one may be long in coming. */
@Timeout(60)
class HeldBackProducersTest {
    private static final int BUDGET = 1 << 20;
    private static final int STEPS = 250;
    private static final int QUEUES = 3;
    private static final int BRANCH_MESSAGE = 45_000;

    private final EngineHarness harness = new EngineHarness().withBudget(BUDGET);

    /** A client with a producer, which sends while its credit lasts. */
    private final class Sender {
        private final TestClient client = harness.connect();
        private final int producer;
        private long messages;
        private long bytes;

        Sender(String queue) {
            producer = client.producer(client.session(), Destination.queue(queue));
            harness.settle();
        }

        List<ProducerFrame.ProducerCredit> credits() {
            return client.received().stream()
                    .filter(ProducerFrame.ProducerCredit.class::isInstance)
                    .map(ProducerFrame.ProducerCredit.class::cast)
                    .toList();
        }

        boolean mayGoOn() {
            List<ProducerFrame.ProducerCredit> all = credits();
            ProducerFrame.ProducerCredit last = all.get(all.size() - 1);
            return messages < last.messages() && bytes < last.bytes();
        }

        void send(EncodedMessage message) {
            client.send(producer, message);
            messages++;
            bytes += message.size();
        }
    }

    /** A client with a consumer, which acknowledges when it is told to. */
    private final class Reader {
        private final TestClient client = harness.connect();
        private final int session = client.session();
        private final int consumer;
        private long got;
        private long acknowledged;

        Reader(String queue) {
            consumer = client.consume(session, queue);
            harness.settle();
        }

        boolean acknowledge(int most) {
            got += client.deliveries().size();
            long upTo = Math.min(got, acknowledged + most);
            if (upTo == acknowledged) {
                return false;
            }
            client.settle(session, ConsumerFrame.Verdict.ACCEPT, consumer, acknowledged + 1, upTo);
            acknowledged = upTo;
            return true;
        }
    }

    private static EncodedMessage message(int bytes, boolean persistent) {
        return Messages.with("x".repeat(bytes), persistent, 4, Map.of());
    }

    /** A branch that has sent so many messages to a queue of its own, or as many as it may; prepared. Null if it may send none. */
    private BranchId prepared(int number, int most) {
        XaClient xa = new XaClient(harness);
        BranchId branch = XaClient.branch("b" + number);
        int producer = xa.client().producer(xa.session(), Destination.queue("prepared"));
        harness.settle();
        List<ProducerFrame.ProducerCredit> credits = xa.client().take(ProducerFrame.ProducerCredit.class);
        ProducerFrame.ProducerCredit credit = credits.get(credits.size() - 1);
        long messages = Math.min(most, Math.min(credit.messages(), credit.bytes() / BRANCH_MESSAGE));
        if (messages == 0) {
            return null;
        }
        assertThat(xa.start(branch)).isEqualTo(XaCode.XA_OK);
        for (int i = 0; i < messages; i++) {
            xa.client().send(producer, xa.transaction(), 0, 0, message(BRANCH_MESSAGE, true));
            harness.settle();
        }
        assertThat(xa.end(branch)).isEqualTo(XaCode.XA_OK);
        assertThat(xa.prepare(branch)).isEqualTo(XaCode.XA_OK);
        harness.settle();
        return branch;
    }

    private boolean wereHeldBack() {
        return harness.notices().stream().anyMatch(notice -> notice.text().contains("held back"));
    }

    @Test
    void whatLeavesMemoryAtTheEndOfTheLastRoundLetsThemGoOn() {
        for (int i = 1; i <= 10; i++) {
            assertThat(prepared(i, 1)).isNotNull();
        }
        new Reader("orders"); // so that what comes stays in memory
        Sender sender = new Sender("orders");
        sender.send(message(BUDGET * 6 / 10, false));
        harness.round();
        assertThat(wereHeldBack())
                .as("the message, and what the branch has sent, are too much")
                .isTrue();
        assertThat(sender.mayGoOn())
                .as("what the branch has sent has left memory, and no round follows")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noRoundInWhichNothingHappensLetsAnybodyGoOn(long seed) {
        Random random = new Random(seed);
        List<Sender> senders = new ArrayList<>();
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < QUEUES; i++) {
            readers.add(new Reader("q" + i));
            senders.add(new Sender("q" + i));
        }
        senders.add(new Sender("unread"));
        Deque<BranchId> branches = new ArrayDeque<>();
        int held = 0;
        for (int step = 0; step < STEPS; step++) {
            int dice = random.nextInt(10);
            if (dice < 5) {
                burst(senders.get(random.nextInt(senders.size())), random);
            } else if (dice < 7) {
                readers.get(random.nextInt(QUEUES)).acknowledge(1 + random.nextInt(20));
            } else if (dice < 8 && branches.size() < 2) {
                Optional.ofNullable(prepared(step, 1 + random.nextInt(5))).ifPresent(branches::add);
            } else if (dice < 9 && !branches.isEmpty()) {
                end(branches.remove(), random.nextBoolean());
            } else {
                harness.pass(100);
            }
            harness.settle();
            held += senders.stream().allMatch(Sender::mayGoOn) ? 0 : 1;
            nobodyGoesOnForNothing(senders, "seed " + seed + ", step " + step);
        }
        branches.forEach(branch -> end(branch, false));
        readers.add(new Reader("unread"));
        readers.add(new Reader("prepared"));
        while (readers.stream().filter(reader -> reader.acknowledge(1000)).count() > 0) {
            harness.settle();
        }
        System.out.println(
                "held back producers: seed " + seed + ", " + STEPS + " steps, somebody waited after " + held);
        assertThat(held).isPositive();
        assertThat(senders).allMatch(Sender::mayGoOn);
    }

    private static void burst(Sender sender, Random random) {
        for (int left = 1 + random.nextInt(30); left > 0 && sender.mayGoOn(); left--) {
            int bytes = random.nextInt(10) == 0 ? 100_000 + random.nextInt(500_000) : 1 + random.nextInt(20_000);
            sender.send(message(bytes, random.nextInt(3) == 0));
        }
    }

    private void end(BranchId branch, boolean rollBack) {
        XaClient xa = new XaClient(harness);
        assertThat(rollBack ? xa.rollBack(branch) : xa.commit(branch)).isEqualTo(XaCode.XA_OK);
    }

    private void nobodyGoesOnForNothing(List<Sender> senders, String when) {
        List<Integer> before =
                senders.stream().map(sender -> sender.credits().size()).toList();
        harness.round();
        assertThat(senders.stream().map(sender -> sender.credits().size()).toList())
                .as(when)
                .isEqualTo(before);
    }
}
