package io.angarium.server.effect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.journal.Journal;
import io.angarium.journal.JournalSettings;
import io.angarium.journal.RecordGroup;
import io.angarium.journal.testing.MemoryDisk;
import io.angarium.server.effect.Effect.Reason;
import io.angarium.server.testing.StoppedClock;
import io.angarium.wire.BranchId;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageBuilder;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The payloads of section "Effects" of docs/journal-format.md, byte by byte. */
@Timeout(20)
class EffectFormatTest {
    private static final EncodedMessage MESSAGE = new MessageBuilder()
            .destination(Destination.queue("q"))
            .text("hello")
            .build();

    private static final BranchId BRANCH = new BranchId(131077, new byte[] {1, 2, 3}, new byte[] {4, 5});

    /** Bytes by hand. */
    private static final class Bytes {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);

        private interface Step {
            void write(DataOutputStream out) throws IOException;
        }

        private Bytes add(Step step) {
            try {
                step.write(out);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return this;
        }

        Bytes u8(int value) {
            return add(o -> o.writeByte(value));
        }

        Bytes u16(int value) {
            return add(o -> o.writeShort(value));
        }

        Bytes u32(int value) {
            return add(o -> o.writeInt(value));
        }

        Bytes u64(long value) {
            return add(o -> o.writeLong(value));
        }

        Bytes text(String value) {
            return u16(value.length()).raw(value.getBytes(StandardCharsets.UTF_8));
        }

        Bytes raw(byte[] value) {
            return add(o -> o.write(value));
        }

        byte[] done() {
            return bytes.toByteArray();
        }
    }

    static Stream<Arguments> effects() {
        return Stream.of(
                        aboutPlaces(),
                        aboutMessages(),
                        aboutRetries(),
                        aboutCheckpoints(),
                        aboutKeptMessages(),
                        aboutLists(),
                        aboutBodies(),
                        aboutTheRest())
                .flatMap(all -> all);
    }

    private static Stream<Arguments> aboutPlaces() {
        return Stream.of(
                Arguments.of(
                        1,
                        new Effect.BrokerCreated(new UUID(0x0102030405060708L, -2)),
                        new Bytes().u64(0x0102030405060708L).u64(-2).done()),
                Arguments.of(
                        2,
                        new Effect.DestinationCreated(258, Destination.topic("news")),
                        new Bytes().u32(258).u8(1).text("news").done()),
                Arguments.of(
                        3,
                        new Effect.DestinationDeleted(258),
                        new Bytes().u32(258).done()),
                Arguments.of(
                        6,
                        new Effect.QueuePaused(258, true),
                        new Bytes().u32(258).u8(1).done()),
                Arguments.of(
                        4,
                        new Effect.SubscriptionCreated(9, "news", "sub", "me", true, "a = 1", false),
                        new Bytes()
                                .u32(9)
                                .u8(1)
                                .text("news")
                                .text("sub")
                                .text("me")
                                .text("a = 1")
                                .done()),
                Arguments.of(
                        4,
                        new Effect.SubscriptionCreated(9, "news", "sub", null, false, null, true),
                        new Bytes()
                                .u32(9)
                                .u8(2)
                                .text("news")
                                .text("sub")
                                .u16(0xFFFF)
                                .u16(0xFFFF)
                                .done()),
                Arguments.of(
                        5, new Effect.SubscriptionDeleted(9), new Bytes().u32(9).done()));
    }

    private static Stream<Arguments> aboutMessages() {
        return Stream.of(
                Arguments.of(
                        10,
                        new Effect.MessageStored(
                                3,
                                1000,
                                2000,
                                1500,
                                new Effect.Origin(new UUID(1, 2), 4, 77),
                                new int[] {5, 6},
                                MESSAGE),
                        new Bytes()
                                .u64(3)
                                .u64(1000)
                                .u64(2000)
                                .u64(1500)
                                .u64(1)
                                .u64(2)
                                .u32(4)
                                .u64(77)
                                .u16(2)
                                .u32(5)
                                .u32(6)
                                .raw(MESSAGE.array())
                                .done()),
                Arguments.of(
                        11,
                        new Effect.MessagesRemoved(3, 5, Reason.DEAD, new long[] {1000, 2000}),
                        new Bytes()
                                .u64(3)
                                .u32(5)
                                .u8(2)
                                .u32(2)
                                .u64(1000)
                                .u64(2000)
                                .done()),
                Arguments.of(
                        12,
                        new Effect.AttemptsCounted(5, new long[] {1000, 2000}, new int[] {3, ~1}),
                        new Bytes()
                                .u32(5)
                                .u32(2)
                                .u64(1000)
                                .u32(3)
                                .u64(2000)
                                .u32(-2)
                                .done()),
                Arguments.of(
                        13,
                        new Effect.MessageRouted(3, 1000, new int[] {5, 6}),
                        new Bytes().u64(3).u64(1000).u16(2).u32(5).u32(6).done()));
    }

    private static Bytes branch(Bytes bytes) {
        return bytes.u32(131077).u8(3).raw(new byte[] {1, 2, 3}).u8(2).raw(new byte[] {4, 5});
    }

    private static Stream<Arguments> aboutRetries() {
        return Stream.of(
                Arguments.of(
                        14,
                        new Effect.RetriesDelayed(5, new long[] {1000, 2000}, new long[] {70_000, 80_000}),
                        new Bytes()
                                .u32(5)
                                .u32(2)
                                .u64(1000)
                                .u64(70_000)
                                .u64(2000)
                                .u64(80_000)
                                .done()),
                Arguments.of(
                        16,
                        new Effect.SubscriptionFed(5, 4, 1200, 1000, new long[] {900, 1000}),
                        new Bytes()
                                .u32(5)
                                .u32(4)
                                .u64(1200)
                                .u64(1000)
                                .u32(2)
                                .u64(900)
                                .u64(1000)
                                .done()));
    }

    private static Stream<Arguments> aboutCheckpoints() {
        return Stream.of(
                Arguments.of(
                        42,
                        new Effect.SendWindowKept(new UUID(1, 2), 3, 4, 9, 5, 6, new long[] {7, 8}),
                        new Bytes()
                                .u64(1)
                                .u64(2)
                                .u32(3)
                                .u64(4)
                                .u64(9)
                                .u64(5)
                                .u64(6)
                                .u32(1)
                                .u64(7)
                                .u64(8)
                                .done()),
                Arguments.of(
                        44,
                        new Effect.DuplicateKeyKept(Destination.topic("t"), "key", 5, 6),
                        new Bytes().u64(5).u64(6).u8(1).text("t").text("key").done()),
                Arguments.of(
                        43,
                        new Effect.SendWindowsForgotten(5),
                        new Bytes().u64(5).done()),
                Arguments.of(
                        40,
                        new Effect.NumbersUsed(7, 8, 9),
                        new Bytes().u32(7).u64(8).u64(9).done()));
    }

    private static Stream<Arguments> aboutKeptMessages() {
        return Stream.of(
                Arguments.of(
                        41,
                        new Effect.MessageKept(70, 70, 70, 0, 0, 0, 0, 200, 4, new int[] {3}, new int[] {0}, 0, false),
                        new Bytes()
                                .u8(0)
                                .u64(70)
                                .u32(200)
                                .u8(4)
                                .u16(1)
                                .u32(3)
                                .u32(0)
                                .done()),
                Arguments.of(
                        41,
                        new Effect.MessageKept(
                                70, 90, 80, 0, 1, 2, 3, 200, 9, new int[] {3, 5}, new int[] {2, -2}, 60, true),
                        new Bytes()
                                .u8(1 | 2 | 8 | 16 | 32)
                                .u64(70)
                                .u64(90)
                                .u64(80)
                                .u64(1)
                                .u64(2)
                                .u64(3)
                                .u64(60)
                                .u32(200)
                                .u8(9)
                                .u16(2)
                                .u32(3)
                                .u32(2)
                                .u32(5)
                                .u32(-2)
                                .done()),
                Arguments.of(
                        41,
                        new Effect.MessageKept(70, 70, 0, 6, 0, 0, 0, 200, 4, new int[] {3}, new int[] {0}, 0, false),
                        new Bytes()
                                .u8(4)
                                .u64(70)
                                .u64(6)
                                .u32(200)
                                .u8(4)
                                .u16(1)
                                .u32(3)
                                .u32(0)
                                .done()));
    }

    private static final Effect.MessagesListed LISTED = new Effect.MessagesListed(
            3,
            4,
            List.of(
                    new Effect.Listed(1000, 1000, 1000, 0, 200, 0, 0, 0, 0, false),
                    new Effect.Listed(900, 5000, 1001, 300, 100, -3, 7, 8, 9, true)));

    private static final Effect.ListKept LIST_KEPT = listKept(0, false);
    private static final Effect.ListKept JOINED_KEPT = listKept(20, true);

    private static Effect.ListKept listKept(long time, boolean joined) {
        return new Effect.ListKept(
                1,
                2,
                3,
                4,
                5,
                6,
                8,
                new Effect.Stand(9, time, 10),
                new Effect.Stand(11, 0, 12),
                13,
                14,
                15,
                16,
                List.of(new Effect.Usage(17, 18, 19)),
                joined);
    }

    private static Bytes listed(Bytes before) {
        Bytes ordinary = before.u32(3)
                .u8(4)
                .u32(2)
                .u8(0)
                .u8(0xD0)
                .u8(0x0F)
                .u8(0xC8)
                .u8(0x01)
                .u8(0);
        Bytes both = ordinary.u8(1 | 2 | 4 | 8 | 16)
                .u8(0xC7)
                .u8(0x01)
                .u8(100)
                .u8(0xAC)
                .u8(0x02);
        return both.u64(5000).u8(0xCA).u8(0x01).u32(-3).u64(7).u64(8).u64(9);
    }

    private static Bytes kept(Bytes before, int priority) {
        Bytes kept = before.u64(1)
                .u64(2)
                .u32(3)
                .u32(4)
                .u8(priority)
                .u32(6)
                .u64(8)
                .u64(9)
                .u64(10)
                .u64(11);
        return kept.u64(12)
                .u64(13)
                .u64(14)
                .u64(15)
                .u64(16)
                .u16(1)
                .u64(17)
                .u32(18)
                .u64(19);
    }

    private static Stream<Arguments> aboutLists() {
        return Stream.of(
                Arguments.of(47, new Effect.MessageSpilled(MESSAGE), MESSAGE.array()),
                Arguments.of(45, LISTED, listed(new Bytes()).done()),
                Arguments.of(46, LIST_KEPT, kept(new Bytes(), 5).done()),
                Arguments.of(
                        46,
                        JOINED_KEPT,
                        kept(new Bytes(), 0x80 | 5).u64(20).u64(0).done()),
                Arguments.of(
                        49,
                        new Effect.DelayedListKept(LIST_KEPT),
                        kept(new Bytes(), 5).done()),
                Arguments.of(17, new Effect.ListOpened(5), new Bytes().u64(5).done()),
                Arguments.of(
                        50,
                        new Effect.SendsKept(70, LIST_KEPT),
                        kept(new Bytes().u64(70), 5).done()),
                Arguments.of(
                        25,
                        new Effect.SendsListed(70, 80, LISTED),
                        listed(new Bytes().u64(70).u64(80)).done()));
    }

    private static Stream<Arguments> aboutBodies() {
        return Stream.of(
                Arguments.of(
                        15,
                        new Effect.BodyPartStored(7, 8, ByteBuffer.wrap(new byte[] {1, 2, 3})),
                        new Bytes().u64(7).u32(8).raw(new byte[] {1, 2, 3}).done()),
                Arguments.of(
                        48,
                        new Effect.BodyPartKept(1, 2, 3, 4, 5),
                        new Bytes().u64(1).u64(2).u64(3).u32(4).u32(5).done()));
    }

    private static Stream<Arguments> aboutTheRest() {
        return Stream.of(
                Arguments.of(
                        20,
                        new Effect.TransactionCommitted(3, new Effect.Origin(new UUID(4, 5), 6, 7)),
                        new Bytes().u64(3).u64(4).u64(5).u32(6).u64(7).done()),
                Arguments.of(
                        21,
                        new Effect.TransactionRolledBack(3),
                        new Bytes().u64(3).done()),
                Arguments.of(
                        22,
                        new Effect.BranchPrepared(3, BRANCH, 1234, "me@here"),
                        branch(new Bytes().u64(3)).u64(1234).text("me@here").done()),
                Arguments.of(
                        23,
                        new Effect.BranchDecided(3, BRANCH, true, 1234, "me@here"),
                        branch(new Bytes().u64(3))
                                .u8(1)
                                .u64(1234)
                                .text("me@here")
                                .done()),
                Arguments.of(
                        24, new Effect.BranchForgotten(3), new Bytes().u64(3).done()),
                Arguments.of(
                        30,
                        new Effect.DispatchHorizon(5, 4096),
                        new Bytes().u32(5).u64(4096).done()),
                Arguments.of(
                        31, new Effect.CleanStop(1234), new Bytes().u64(1234).done()));
    }

    @ParameterizedTest
    @MethodSource("effects")
    void isWrittenAsDocumented(int type, Effect effect, byte[] bytes) {
        List<byte[]> payloads = new ArrayList<>();
        List<Integer> types = new ArrayList<>();
        throughAJournal(effect, (recordType, position, payload) -> {
            types.add(recordType);
            byte[] copy = new byte[payload.remaining()];
            payload.get(copy);
            payloads.add(copy);
        });
        assertThat(types).containsExactly(type);
        assertThat(payloads.get(0)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @MethodSource("effects")
    void isReadAsDocumented(int type, Effect effect, byte[] bytes) {
        assertSame(EffectReader.read(type, ByteBuffer.wrap(bytes)), effect);
    }

    @ParameterizedTest
    @MethodSource("effects")
    void aPayloadTooShortOrTooLongIsRefused(int type, Effect effect, byte[] bytes) {
        boolean part = effect instanceof Effect.BodyPartStored;
        boolean open = part || effect instanceof Effect.MessageStored || effect instanceof Effect.MessageSpilled;
        int least = open ? bytes.length - (part ? 3 : MESSAGE.bodyLength()) : bytes.length;
        for (int length = 0; length < least; length++) {
            ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length).slice();
            assertThatThrownBy(() -> EffectReader.read(type, cut)).isInstanceOf(IllegalStateException.class);
        }
        if (!open) {
            ByteBuffer longer = ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + 1));
            assertThatThrownBy(() -> EffectReader.read(type, longer)).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("effects")
    void anyDamageIsReadOrRefusedButNeverAnythingElse(int type, Effect effect, byte[] bytes) {
        Random random = new Random(11);
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = bytes.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(EffectReader.read(type, ByteBuffer.wrap(damaged))).isNotNull();
            } catch (IllegalStateException refused) {
                assertThat(refused).hasMessageContaining("journal record");
            }
        }
    }

    @Test
    void anUnknownTypeOrReasonIsRefused() {
        assertThatThrownBy(() -> EffectReader.read(99, ByteBuffer.allocate(100)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("99");
        byte[] removed = new Bytes().u64(0).u32(5).u8(77).u32(0).done();
        assertThatThrownBy(() -> EffectReader.read(11, ByteBuffer.wrap(removed)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reason 77");
    }

    @Test
    void aTextTooLongForItsLengthFieldIsRefused() {
        String huge = "x".repeat(65535);
        assertThatThrownBy(() -> EffectWriter.write(
                        new Effect.SubscriptionCreated(1, "t", "n", null, false, huge, false), new RecordGroup()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertSame(Effect read, Effect expected) {
        if (expected instanceof Effect.BodyPartStored) {
            assertThat(read).isEqualTo(expected); // a buffer is compared by what remains in it
        } else {
            assertThat(read).usingRecursiveComparison().isEqualTo(expected);
        }
    }

    private static void throughAJournal(Effect effect, io.angarium.journal.RecordVisitor visitor) {
        MemoryDisk disk = new MemoryDisk();
        JournalSettings settings =
                JournalSettings.standard(1, new StoppedClock()).withSegmentBytes(1 << 16);
        RecordGroup group = new RecordGroup();
        EffectWriter.write(effect, group);
        try (Journal journal = Journal.open(disk, settings, (type, position, payload) -> {})) {
            journal.append(group);
        }
        Journal.open(disk, settings, visitor).close();
    }
}
