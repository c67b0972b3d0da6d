package io.angarium.server.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.journal.Journal;
import io.angarium.journal.RecordGroup;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectWriter;
import io.angarium.server.engine.Emptying;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the fetcher brings to the engine at a time. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class FetchingTest {
    private static final int MOST = 64;

    private final JournalSpace space = new JournalSpace(Emptying.BESIDE_WORK, Elsewhere.NOWHERE);
    private Journal journal;

    @BeforeEach
    void open() {
        journal = Fetchings.journal();
        space.opened(journal);
    }

    @AfterEach
    void close() {
        space.closeReader();
        journal.close();
    }

    @Test
    void bringsManyShortRecordsTogether() {
        for (int i = 0; i < MOST + 6; i++) {
            space.fetch(small());
        }
        force();
        assertThat(space.fetchSome()).hasSize(MOST);
        assertThat(space.fetchSome()).hasSize(6);
        assertThat(space.fetchSome()).isEmpty();
    }

    @Test
    void bringsNothingMoreBehindAListBecauseThatIsAMillisecondsWork() {
        space.fetch(small());
        space.fetch(list());
        space.fetch(list());
        space.fetch(sends());
        space.fetch(small());
        force();
        assertThat(space.fetchSome()).hasSize(2);
        assertThat(space.fetchSome()).hasSize(1);
        assertThat(space.fetchSome()).hasSize(1);
        assertThat(space.fetchSome()).hasSize(1);
        assertThat(space.fetchSome()).isEmpty();
    }

    @Test
    void knowsAListThatWasMoved() {
        long first = list();
        force();
        space.fetch(first);
        Input.Fetched list = (Input.Fetched) space.fetchSome().get(0);
        RecordGroup group = new RecordGroup();
        ByteBuffer move = group.beginMove(Long.BYTES + 1 + list.payload().length);
        move.putLong(first).put((byte) list.type()).put(list.payload());
        group.end();
        space.fetch(journal.append(group));
        space.fetch(first);
        force();
        assertThat(space.fetchSome()).hasSize(1);
    }

    private long small() {
        RecordGroup group = new RecordGroup();
        EffectWriter.write(new Effect.QueuePaused(1, true), group);
        return journal.append(group);
    }

    private long list() {
        RecordGroup group = new RecordGroup();
        EffectWriter.write(Fetchings.listed(), group);
        return journal.append(group);
    }

    private long sends() {
        RecordGroup group = new RecordGroup();
        EffectWriter.write(new Effect.SendsListed(1, 1, Fetchings.listed()), group);
        return journal.append(group);
    }

    private void force() {
        journal.tryForce();
    }
}
