package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.TransactionFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients that send and commit while connections are lost and the broker is killed at random, and that repeat what they do not know: in the
 * end each confirmed message is there once, each committed transaction whole and once, in order, and nothing else. {@code
 * -Dangarium.seed=N} runs one seed.
 */
@Timeout(120)
class ResendSimulationTest {
    private static final int SEEDS = 600;
    private static final int STEPS = 150;

    /** A session of a client over all its connections, transacted or not. */
    private static final class Life {
        private final int queue;
        private final boolean transacted;
        private final List<ProducerFrame.Send> unconfirmed = new ArrayList<>();
        private final List<String> certain = new ArrayList<>();
        private final List<String> inTransaction = new ArrayList<>();
        private TestClient client;
        private int session;
        private int producer;
        private long sequence;
        private long confirmed;
        private long transaction = 1;
        private long ended;
        private int commit;
        private int correlations = 1_000_000;
        private int texts;

        Life(EngineHarness broker, int queue, boolean transacted) {
            this.queue = queue;
            this.transacted = transacted;
            client = broker.connect();
            session = client.session();
            producer = client.producer(session, destination());
        }

        Destination destination() {
            return Destination.queue("q" + queue);
        }

        void send(boolean persistent) {
            if (commit != 0) {
                return;
            }
            String text = (persistent ? "p" : "n") + ++texts;
            ProducerFrame.Send frame = new ProducerFrame.Send(
                    producer,
                    ++sequence,
                    transacted ? transaction : 0,
                    0,
                    0,
                    Messages.with(text, persistent, 4, java.util.Map.of()));
            unconfirmed.add(frame);
            if (transacted) {
                inTransaction.add(text);
            } else if (persistent) {
                certain.add(text);
            }
            client.frame(frame);
        }

        void commit() {
            if (transacted && commit == 0 && !inTransaction.isEmpty()) {
                commit = ++correlations;
                client.frame(new TransactionFrame.Commit(commit, session, transaction));
            }
        }

        /** Reads what has come. */
        void read() {
            for (Frame frame : client.take(Frame.class)) {
                if (frame instanceof ProducerFrame.Confirmed upTo) {
                    confirmed = upTo.upTo();
                    unconfirmed.removeIf(send -> send.sequence() <= confirmed);
                } else if (frame instanceof ProducerFrame.SendRefused refused) {
                    throw new AssertionError(refused);
                } else if (frame instanceof ReplyFrame reply && reply.correlation() == commit && commit != 0) {
                    ended(reply);
                }
            }
        }

        private void ended(ReplyFrame reply) {
            if (reply instanceof ReplyFrame.Ok) {
                inTransaction.stream().filter(text -> text.startsWith("p")).forEach(certain::add);
            } else {
                assertThat(((ReplyFrame.Failed) reply).code()).isEqualTo(ErrorCode.TRANSACTION_ROLLED_BACK);
            }
            inTransaction.clear();
            commit = 0;
            ended = transaction++;
        }

        /** Connects again and repeats what it does not know. */
        void resume(EngineHarness broker) {
            client = broker.reconnect(client);
            client.resume(session, confirmed, sequence, ended, inTransaction.isEmpty() ? 0 : transaction);
            client.frame(new ProducerFrame.OpenProducer(++correlations, session, producer, destination()));
            unconfirmed.forEach(client::frame);
            if (commit != 0) {
                commit = ++correlations;
                client.frame(new TransactionFrame.Commit(commit, session, transaction));
            }
        }
    }

    private final List<Life> lives = new ArrayList<>();
    private Random random;
    private int losses;
    private int commitsLost;

    private void run(long seed, BiFunction<Integer, ByteBuffer, ByteBuffer> tampering) {
        random = new Random(seed);
        lives.clear();
        EngineHarness broker = new EngineHarness();
        broker.tamper(tampering);
        for (int i = 0; i < 4; i++) {
            lives.add(new Life(broker, i, i % 2 == 1));
        }
        for (int step = 0; step < STEPS; step++) {
            step(broker);
        }
        lives.forEach(Life::commit);
        broker.settle();
        broker.pass(1000);
        for (Life life : lives) {
            life.read();
            assertThat(life.client.isClosed())
                    .as("seed %d: %s", seed, life.client.closeReason())
                    .isFalse();
            assertThat(life.unconfirmed).as("seed %d: not confirmed", seed).isEmpty();
            assertThat(life.commit)
                    .as("seed %d: a commit was not answered", seed)
                    .isZero();
            assertThat(persistent(broker, life.queue))
                    .as("seed %d, queue %d", seed, life.queue)
                    .isEqualTo(life.certain);
        }
    }

    private static List<String> persistent(EngineHarness broker, int queue) {
        TestClient reader = broker.connect();
        reader.consume(reader.session(), "q" + queue);
        broker.settle();
        List<String> all = reader.texts();
        List<String> others = all.stream().filter(text -> text.startsWith("n")).toList();
        assertThat(others).as("not persistent: once at most").doesNotHaveDuplicates();
        return all.stream().filter(text -> text.startsWith("p")).toList();
    }

    private void step(EngineHarness broker) {
        Life life = lives.get(random.nextInt(lives.size()));
        switch (random.nextInt(17)) {
            case 0, 1, 2, 3, 4 -> life.send(random.nextInt(4) > 0);
            case 5, 6 -> life.commit();
            case 7, 8 -> broker.round();
            case 9, 10 -> broker.force();
            case 11, 12 -> life.read();
            case 13 -> {
                broker.engine().disconnected(life.client.id());
                again(broker, life);
            }
            case 14 -> again(broker, life);
            case 15 -> broker.checkpoint();
            default -> restart(broker);
        }
    }

    private void again(EngineHarness broker, Life life) {
        losses++;
        commitsLost += life.commit != 0 ? 1 : 0;
        life.resume(broker);
    }

    private void restart(EngineHarness broker) {
        switch (random.nextInt(3)) {
            case 0 -> broker.crash();
            case 1 -> broker.kill();
            default -> broker.force().kill();
        }
        lives.forEach(life -> again(broker, life));
    }

    @Test
    void nothingIsLostAndNothingIsDoubled() {
        Long only = Long.getLong("angarium.seed");
        LongStream seeds = only == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(only);
        seeds.forEach(seed -> run(seed, (type, payload) -> payload));
        System.out.printf("resends: %d losses, %d of them during a commit%n", losses, commitsLost);
        assertThat(commitsLost).isPositive();
    }

    @Test
    void aForgottenWindowIsFound() {
        assertThat(found(10, 32)).as("seed that finds it").isPositive();
    }

    @Test
    void aForgottenOutcomeIsFound() {
        assertThat(found(20, 8)).as("seed that finds it").isPositive();
    }

    /** The first seed that fails when recovery takes the sends or commits of records of that type for somebody else's. */
    private long found(int planted, int originAt) {
        return LongStream.rangeClosed(1, 100)
                .filter(seed -> fails(seed, (type, payload) -> type == planted ? foreign(payload, originAt) : payload))
                .findFirst()
                .orElse(-1);
    }

    private static ByteBuffer foreign(ByteBuffer payload, int originAt) {
        ByteBuffer copy = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
        return copy.putLong(originAt, 4711);
    }

    private boolean fails(long seed, BiFunction<Integer, ByteBuffer, ByteBuffer> tampering) {
        try {
            run(seed, tampering);
            return false;
        } catch (AssertionError found) {
            return true;
        }
    }
}
