package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.wire.BodyKind;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.MessageReader;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Bodies in parts under random sends, transactions, readings, checkpoints, moves and losses of power, on a disk that forgets what was not
 * forced, against what was confirmed. By seed: {@code -Dangarium.bodies.seed=N} for one.
 */
@Timeout(120)
class LargeBodySimulationTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final int PART = 700;
    private static final int STEPS = 80;

    @Test
    void whateverHappensEachBodyIsThereWholeOrNotAtAll() {
        Long one = Long.getLong("angarium.bodies.seed");
        int bodies = 0;
        int crashes = 0;
        for (long seed = one == null ? 1 : one; seed <= (one == null ? 120 : one); seed++) {
            Run run = new Run(seed);
            try {
                run.run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
            bodies += run.bodies;
            crashes += run.crashes;
        }
        System.out.printf("%d bodies in parts, %d crashes%n", bodies, crashes);
        assertThat(bodies).isPositive();
        assertThat(crashes).isPositive();
    }

    @Test
    void aMixedUpCheckpointIsFound() {
        assertThatThrownBy(() -> {
                    for (long seed = 1; seed <= 20; seed++) {
                        Run run = new Run(seed);
                        run.harness.tamper(LargeBodySimulationTest::anotherPart);
                        run.run();
                    }
                })
                .isInstanceOf(AssertionError.class);
    }

    /** In what a checkpoint says of parts, the second one stands in the place of the third. */
    private static ByteBuffer anotherPart(int type, ByteBuffer payload) {
        if (type != 48 || payload.getInt(payload.position() + 24) != 1) {
            return payload;
        }
        ByteBuffer other = ByteBuffer.allocate(payload.remaining())
                .put(payload.duplicate())
                .flip();
        return other.putInt(24, 2);
    }

    /** One run: what was sent, by the number in a property, and whether it must be there. */
    private static final class Run {
        private final Random random;
        private final EngineHarness harness = new EngineHarness(10_000, 1 << 16);
        private final Map<Integer, byte[]> contents = new HashMap<>();
        private final Set<Integer> certain = new HashSet<>();
        /** Sent or acknowledged, and no answer yet. */
        private final Set<Integer> unsure = new HashSet<>();

        private final Map<Long, Integer> unconfirmed = new HashMap<>();
        private final List<Integer> inTransaction = new ArrayList<>();
        private TestClient client;
        private int session;
        private int producer;
        private int body;
        private long transaction;
        private int bodies;
        private int crashes;
        private boolean checkpointing;

        Run(long seed) {
            random = new Random(seed);
        }

        void run() {
            connect();
            for (int step = 0; step < STEPS; step++) {
                act();
            }
            crash();
            acknowledge(Integer.MAX_VALUE);
            client.closeSession(session);
            harness.settle().force().checkpoint();
            assertThat(certain).isEmpty();
            assertThat(harness.engine().liveBytes()).as("what lives in the end").isZero();
        }

        private void connect() {
            client = harness.connect();
            session = client.session();
            producer = client.producer(session, ORDERS);
            transaction = 1;
            unconfirmed.clear();
            inTransaction.clear();
            harness.settle();
        }

        private void act() {
            switch (random.nextInt(12)) {
                case 0, 1 -> unconfirmed.put(send(0), bodies);
                case 2 -> {
                    send(transaction);
                    inTransaction.add(bodies);
                }
                case 3 -> store(content());
                case 4 -> part(body, 0, new byte[0]);
                case 5 -> commit();
                case 6 -> rollBack();
                case 7 -> settle();
                case 8 -> acknowledge(random.nextInt(3));
                case 9 -> checkpoint();
                case 10 -> {
                    harness.copies();
                    harness.pass(1000).settle();
                }
                default -> {
                    if (random.nextInt(3) == 0) {
                        crash();
                    }
                }
            }
        }

        /** At once, or begun now and ended when something else has happened. */
        private void checkpoint() {
            settle();
            if (checkpointing) {
                checkpointing = false;
                harness.endCheckpoint();
            } else if (random.nextBoolean()) {
                harness.checkpoint();
            } else {
                checkpointing = true;
                harness.beginCheckpoint();
            }
        }

        private byte[] content() {
            byte[] bytes = new byte[1 + random.nextInt(6 * PART)];
            random.nextBytes(bytes);
            return bytes;
        }

        private void part(int number, int part, byte[] bytes) {
            client.frame(
                    new ProducerFrame.StorePart(client.correlation(), session, number, part, ByteBuffer.wrap(bytes)));
        }

        private void store(byte[] content) {
            body++;
            for (int at = 0, part = 0; at < content.length; at += PART, part++) {
                part(body, part, Arrays.copyOfRange(content, at, Math.min(content.length, at + PART)));
                if (random.nextInt(8) == 0) {
                    harness.round();
                }
            }
        }

        private long send(long inTransaction) {
            byte[] content = content();
            store(content);
            bodies++;
            contents.put(bodies, content);
            unsure.add(bodies);
            EncodedMessage message = new MessageBuilder()
                    .destination(ORDERS)
                    .properties(Map.of("n", bodies))
                    .parts(BodyKind.BYTES, body, content.length, Math.min(PART, content.length))
                    .build();
            return client.send(producer, inTransaction, 0, 0, message);
        }

        private void settle() {
            harness.settle();
            assertThat(client.take(ProducerFrame.SendRefused.class)).isEmpty();
            long upTo = client.confirmed(session);
            unconfirmed.forEach((sequence, number) -> {
                if (sequence <= upTo) {
                    sure(number);
                }
            });
            unconfirmed.keySet().removeIf(sequence -> sequence <= upTo);
        }

        private void sure(int number) {
            unsure.remove(number);
            certain.add(number);
        }

        private void commit() {
            int correlation = client.commit(session, transaction++);
            settle();
            assertThat(client.ok(correlation)).isTrue();
            inTransaction.forEach(this::sure);
            inTransaction.clear();
        }

        private void rollBack() {
            client.rollBack(session, transaction++);
            harness.settle();
            unsure.removeAll(inTransaction);
            inTransaction.clear();
        }

        /** Reads all that is there, each body against what was sent, and acknowledges the first few. */
        private void acknowledge(int most) {
            settle();
            TestClient reader = harness.connect();
            int readers = reader.session();
            int consumer = reader.consume(readers, ORDERS.name());
            harness.settle();
            List<ConsumerFrame.Deliver> all = reader.deliveries();
            Set<Integer> found = new HashSet<>();
            for (ConsumerFrame.Deliver deliver : all) {
                int number =
                        (Integer) MessageReader.properties(deliver.message()).get("n");
                assertThat(found.add(number)).as("%d once", number).isTrue();
                assertThat(read(reader, deliver)).as("%d", number).isEqualTo(contents.get(number));
            }
            assertThat(found).isEqualTo(certain);
            for (int i = 0; i < Math.min(most, all.size()); i++) {
                long tag = all.get(i).tag();
                int correlation = reader.acceptAndWait(readers, consumer, tag, tag);
                harness.settle();
                assertThat(reader.ok(correlation)).isTrue();
                certain.remove(
                        (Integer) MessageReader.properties(all.get(i).message()).get("n"));
            }
            reader.vanish();
            harness.settle();
        }

        private byte[] read(TestClient reader, ConsumerFrame.Deliver deliver) {
            EncodedMessage message = deliver.message();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int part = 0; (long) part * message.partBytes() < message.partsLength(); part++) {
                int correlation = reader.correlation();
                reader.frame(new ConsumerFrame.FetchPart(correlation, deliver.consumer(), message.partsBody(), part));
                harness.settle().force(); // one that was moved is read when its copy is on disk
                ReplyFrame reply = reader.reply(correlation);
                assertThat(reply).as("part %d", part).isInstanceOf(ReplyFrame.Part.class);
                ByteBuffer bytes = ((ReplyFrame.Part) reply).bytes();
                byte[] some = new byte[bytes.remaining()];
                bytes.duplicate().get(some);
                out.writeBytes(some);
            }
            return out.toByteArray();
        }

        /** Power is lost: what was confirmed is there, of the rest anything whole may be. */
        private void crash() {
            crashes++;
            checkpointing = false;
            harness.crash(random);
            connect();
            TestClient reader = harness.connect();
            reader.consume(reader.session(), ORDERS.name());
            harness.settle();
            Set<Integer> found = new HashSet<>();
            for (ConsumerFrame.Deliver deliver : reader.deliveries()) {
                found.add((Integer) MessageReader.properties(deliver.message()).get("n"));
            }
            assertThat(found).containsAll(certain);
            certain.forEach(unsure::add);
            assertThat(unsure).containsAll(found);
            certain.clear();
            certain.addAll(found);
            unsure.clear();
            reader.vanish();
            harness.settle();
            acknowledge(0);
        }
    }
}
