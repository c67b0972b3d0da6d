package io.angarium.server.engine.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the broker should know of each session's sends and commits over all its connections, and what crashes leave of that. */
final class ModelWindows {
    private final Map<Key, Window> windows = new HashMap<>();
    private long run;

    private record Key(UUID incarnation, int session) {}

    /** Of a session. */
    Window of(UUID incarnation, int session) {
        return windows.computeIfAbsent(new Key(incarnation, session), key -> new Window());
    }

    /** The broker starts again. */
    void restart(long lastPosition) {
        run++;
        windows.values().forEach(window -> window.restart(lastPosition));
    }

    /**
     * A send that was taken.
     *
     * @param place where its record lies, if there is one
     * @param kept whether there is one
     * @param unless it was taken only if none of these happened
     * @param only it was taken only if this happened, null for surely
     */
    private record Taken(long run, Place place, Place.Survival kept, List<Fate> unless, Fate only) {}

    /** A commit that was taken, and whether it has a record for sure. */
    record Committed(long run, Place place, boolean onDisk) {}

    /** What a resend is. */
    enum Resend {
        /** Taken before. */
        KNOWN,
        /** To be taken. */
        NEW,
        /** Taken only if what came before did not survive. */
        IN_DOUBT,
        /** Not persistent, and a former run of the broker may have delivered it. */
        DROPPED
    }

    /** Of one session. */
    final class Window {
        private final Map<Long, Taken> taken = new HashMap<>();
        private final Map<Long, Committed> committed = new HashMap<>();
        private long knownToRun = -1;
        private long unsureUpTo;

        void opened() {
            knownToRun = run;
        }

        /** @param sentUpTo only sends up to this one may have left the client before */
        void resumed(long sentUpTo) {
            if (knownToRun != run) {
                unsureUpTo = sentUpTo;
            }
            knownToRun = run;
        }

        void take(long sequence, ModelSend send, Place place, List<ModelEntry> arrived, List<Fate> unless) {
            boolean possible = send.message().persistent() && arrived.stream().anyMatch(ModelEntry::durable);
            boolean certain = send.durableAnywhere(arrived) || !unless.isEmpty() && possible;
            Place.Survival kept = certain ? Place.Survival.YES : possible ? Place.Survival.MAYBE : Place.Survival.NO;
            taken.put(sequence, new Taken(run, place, kept, unless, null));
        }

        /** A send was taken only if this happened, null for surely. */
        void doubt(long sequence, Fate only) {
            taken.computeIfPresent(
                    sequence, (key, one) -> new Taken(one.run(), one.place(), one.kept(), one.unless(), only));
        }

        /** A record was appended for a send: nothing has happened that would have made it a known one. */
        void stored(long sequence) {
            Taken now = taken.get(sequence);
            for (Fate fate : now == null ? List.<Fate>of() : now.unless()) {
                ModelOutputs.require(fate.decide(false), () -> "stored again, " + sequence + ", although " + fate);
            }
        }

        void refuse(long sequence) {
            taken.remove(sequence);
        }

        void commit(long transaction, Place place, boolean onDisk) {
            committed.put(transaction, new Committed(run, place, onDisk));
        }

        Committed committed(long transaction) {
            return committed.get(transaction);
        }

        boolean ofThisRun(Committed commit) {
            return commit.run() == run;
        }

        Resend resend(long sequence, boolean persistent) {
            Taken before = taken.get(sequence);
            if (before != null && before.run() == run) {
                return before.only() == null ? Resend.KNOWN : Resend.IN_DOUBT;
            }
            if (!persistent) {
                return sequence <= unsureUpTo ? Resend.DROPPED : Resend.NEW;
            }
            if (before == null) {
                return Resend.NEW;
            }
            if (before.kept() == Place.Survival.NO) {
                return Resend.IN_DOUBT; // without a record of its own, and maybe in the window of a checkpoint
            }
            return switch (before.place().survival(0)) {
                case YES -> before.kept() == Place.Survival.MAYBE ? Resend.IN_DOUBT : Resend.KNOWN;
                case NO -> before.unless().isEmpty() ? Resend.NEW : Resend.IN_DOUBT;
                case MAYBE -> Resend.IN_DOUBT;
            };
        }

        /** It counts only if none of these happened. */
        List<Fate> unless(long sequence) {
            Taken before = taken.get(sequence);
            if (before.only() != null) {
                return List.of(before.only());
            }
            List<Fate> unless = new ArrayList<>(before.unless());
            if (before.kept() != Place.Survival.YES) {
                unless.add(new Fate("window of send " + sequence));
            } else if (before.place().survival(0) == Place.Survival.MAYBE) {
                unless.add(before.place().fate());
            }
            return unless;
        }

        private void restart(long lastPosition) {
            taken.values().forEach(one -> one.place().survival(lastPosition));
            committed.values().stream().filter(Committed::onDisk).forEach(one -> one.place()
                    .survival(lastPosition));
        }
    }
}
