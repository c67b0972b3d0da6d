package io.angarium.server.host;

import io.angarium.journal.Journal;
import io.angarium.journal.JournalClock;
import io.angarium.journal.JournalSettings;
import io.angarium.journal.RecordGroup;
import io.angarium.journal.testing.MemoryDisk;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectWriter;
import io.angarium.server.engine.Emptying;
import io.angarium.server.testing.StoppedClock;
import java.util.ArrayList;
import java.util.List;

/** Lists as they are read for the engine. */
final class Fetchings {
    private static final JournalClock CLOCK = new StoppedClock();

    private Fetchings() {}

    static Journal journal() {
        return Journal.open(new MemoryDisk(), JournalSettings.standard(1, CLOCK), (type, position, payload) -> {});
    }

    static List<Input> lists(int count) {
        JournalSpace space = new JournalSpace(Emptying.BESIDE_WORK, Elsewhere.NOWHERE);
        try (Journal journal = journal()) {
            space.opened(journal);
            RecordGroup group = new RecordGroup();
            EffectWriter.write(listed(), group);
            long place = journal.append(group);
            journal.tryForce();
            List<Input> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                space.fetch(place);
                all.addAll(space.fetchSome());
            }
            space.closeReader();
            return all;
        }
    }

    static Effect.MessagesListed listed() {
        return new Effect.MessagesListed(1, 4, List.of(new Effect.Listed(1, 1, 1, 1, 100, 0, 0, 0, 0, false)));
    }
}
