package io.angarium.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The builder of groups. */
@Timeout(10)
class RecordGroupTest {
    private final RecordGroup group = new RecordGroup();

    @Test
    void offsetsAndSizeFollowThePayloads() {
        group.begin(1, 100).putLong(7);
        group.end();
        group.begin(2, 0);
        group.end();
        group.begin(3, 4).putInt(9);
        group.end();

        assertThat(group.count()).isEqualTo(3);
        assertThat(group.offset(0)).isZero();
        assertThat(group.offset(1)).isEqualTo(17);
        assertThat(group.offset(2)).isEqualTo(26);
        assertThat(group.size()).isEqualTo(39);
        assertThatThrownBy(() -> group.offset(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void growingKeepsWhatIsThere() {
        for (int i = 0; i < 100; i++) {
            ByteBuffer buffer = group.begin(5, 1000 * i);
            assertThat(buffer.remaining()).isGreaterThanOrEqualTo(1000 * i);
            for (int j = 0; j < 1000 * i; j += 4) {
                buffer.putInt(i);
            }
            group.end();
        }
        ByteBuffer copy = ByteBuffer.allocate(group.size());
        group.copyTo(copy);
        for (int i = 1; i < 100; i++) {
            assertThat(copy.getInt(group.offset(i) + 4)).isEqualTo(1000 * i);
            assertThat(copy.getInt(group.offset(i) + 9)).isEqualTo(i);
        }
    }

    @Test
    void clearForgetsARecordThatWasNotEnded() {
        group.begin(1, 10).putInt(1);
        assertThatThrownBy(() -> group.begin(1, 10)).isInstanceOf(IllegalStateException.class);

        group.clear().begin(2, 10);
        group.end();

        assertThat(group.count()).isEqualTo(1);
        assertThat(group.size()).isEqualTo(9);
        assertThatThrownBy(group::end).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void housekeepingTypesAreNotForTheEngine() {
        assertThatThrownBy(() -> group.begin(128, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> group.begin(1, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void settingsThatCannotWorkAreRefused() {
        JournalSettings good = JournalSettings.standard(1, new FixedClock());
        assertThatThrownBy(() -> good.withSegmentBytes(1000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> good.withMaxBatchBytes(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> good.withReserveBytes(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> good.withPieceBytes(5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> good.withGatherLimitBytes(5)).isInstanceOf(IllegalArgumentException.class);
        assertThat(good.withReserveBytes(4096).withPieceBytes(4096).reserveBytes())
                .isEqualTo(4096);
    }
}
