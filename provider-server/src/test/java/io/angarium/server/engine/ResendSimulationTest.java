package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.TransactionFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients that send and commit while connections are lost and broker and clients are killed at random, and that repeat what they do not know,
 * some under keys of their own: in the end each confirmed message is there once, each committed transaction whole and once, in order, and nothing else. {@code
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
        private final boolean keyed;
        private final List<ProducerFrame.Send> unconfirmed = new ArrayList<>();
        private final List<String> certain = new ArrayList<>();
        private final List<String> inTransaction = new ArrayList<>();
        private final List<String> sent = new ArrayList<>();
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

        /** @param keyed whether its application gives keys of its own, and may be killed and started again */
        Life(EngineHarness broker, int queue, boolean transacted, boolean keyed) {
            this.queue = queue;
            this.transacted = transacted;
            this.keyed = keyed;
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
            String text = (persistent || keyed ? "p" : "n") + ++texts;
            if (!transacted && text.startsWith("p")) {
                certain.add(text);
            }
            send(text);
        }

        private void send(String text) {
            ProducerFrame.Send frame =
                    new ProducerFrame.Send(producer, ++sequence, transacted ? transaction : 0, 0, 0, message(text));
            unconfirmed.add(frame);
            sent.add(text);
            if (transacted) {
                inTransaction.add(text);
            }
            client.frame(frame);
        }

        private EncodedMessage message(String text) {
            if (!keyed) {
                return Messages.with(text, text.startsWith("p"), 4, Map.of());
            }
            return new MessageBuilder()
                    .destination(destination())
                    .properties(Map.of(EncodedMessage.DUPLICATE_KEY, text))
                    .keyed(true)
                    .text(text)
                    .build();
        }

        /** Its process was killed and started again: it knows what it wanted to send, and not what became of it. */
        void reborn(EngineHarness broker) {
            broker.engine().disconnected(client.id());
            boolean wasCommitting = commit != 0;
            int unknown = unconfirmed.size();
            List<String> again = transacted
                    ? List.copyOf(inTransaction)
                    : List.copyOf(sent.subList(sent.size() - unknown, sent.size()));
            client = broker.connect();
            session = client.session();
            producer = client.producer(session, destination());
            unconfirmed.clear();
            inTransaction.clear();
            sent.clear();
            sequence = 0;
            confirmed = 0;
            ended = 0;
            transaction = 1;
            commit = 0;
            again.forEach(this::send);
            if (wasCommitting) {
                commit();
            }
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

        /** Who gives keys does a transaction again that rolled back: what became of it in a former life is not known. */
        private void ended(ReplyFrame reply) {
            List<String> again = keyed && reply instanceof ReplyFrame.Failed ? List.copyOf(inTransaction) : List.of();
            if (reply instanceof ReplyFrame.Ok) {
                inTransaction.stream().filter(text -> text.startsWith("p")).forEach(certain::add);
            } else {
                assertThat(((ReplyFrame.Failed) reply).code()).isEqualTo(ErrorCode.TRANSACTION_ROLLED_BACK);
            }
            inTransaction.clear();
            commit = 0;
            ended = transaction++;
            if (!again.isEmpty()) {
                again.forEach(this::send);
                commit();
            }
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

    /** Where a {@code message stored} record counts its queues; they, four bytes each, and the message's flags follow. */
    private static final int KEY_QUEUES_AT = 4 * Long.BYTES + 2 * Long.BYTES + Integer.BYTES + Long.BYTES;

    private static final int KEY_FLAGS_BEHIND = KEY_QUEUES_AT + Short.BYTES + 2;

    private final List<Life> lives = new ArrayList<>();
    private Random random;
    private int losses;
    private int commitsLost;
    private int rebirths;

    private void run(long seed, BiFunction<Integer, ByteBuffer, ByteBuffer> tampering) {
        random = new Random(seed);
        lives.clear();
        EngineHarness broker = new EngineHarness();
        broker.tamper(tampering);
        for (int i = 0; i < 6; i++) {
            lives.add(new Life(broker, i, i % 2 == 1, i >= 4));
        }
        for (int step = 0; step < STEPS; step++) {
            step(broker);
        }
        for (int i = 0; i < 2; i++) { // what is done again needs an answer too
            lives.forEach(Life::commit);
            broker.settle();
            broker.pass(1000);
            lives.forEach(Life::read);
        }
        for (Life life : lives) {
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
        switch (random.nextInt(19)) {
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
            case 16, 17 -> {
                if (life.keyed) {
                    rebirths++;
                    life.reborn(broker);
                }
            }
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
        System.out.printf(
                "resends: %d losses, %d of them during a commit, %d applications killed%n",
                losses, commitsLost, rebirths);
        assertThat(rebirths).isPositive();
        assertThat(commitsLost).isPositive();
    }

    @Test
    void aForgottenWindowIsFound() {
        assertThat(found(10, 32)).as("seed that finds it").isPositive();
    }

    /** The flag that says that a message has a key, in the journal's copy of it: without it recovery forgets all keys. */
    @Test
    void forgottenKeysAreFound() {
        long found = LongStream.rangeClosed(1, 100)
                .filter(seed -> fails(seed, (type, payload) -> type == 10 ? withoutKey(payload) : payload))
                .findFirst()
                .orElse(-1);
        assertThat(found).as("seed that finds it").isPositive();
    }

    private static ByteBuffer withoutKey(ByteBuffer payload) {
        ByteBuffer copy = ByteBuffer.allocate(payload.remaining())
                .put(payload.duplicate())
                .flip();
        int message = KEY_FLAGS_BEHIND + 4 * copy.getShort(KEY_QUEUES_AT);
        copy.put(message, (byte) (copy.get(message) & ~8));
        return copy;
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
