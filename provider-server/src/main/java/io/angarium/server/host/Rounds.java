package io.angarium.server.host;

import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Runs the engine, a round at a time. Owned by the engine's holder. */
final class Rounds {
    /** Frames after which a round ends although more wait, so that replies leave in time. */
    static final int FRAMES = 1_000;

    /** Characters of an input that a log line shows. */
    private static final int MAX_LOGGED = 1_000;

    private final Machine machine;
    private final OutputCollector outputs;
    private final ForcePoint forcePoint;
    private final AtomicLong listsTaken = new AtomicLong();
    private long durable = -1;
    private long heardUpTo;
    private boolean marked;
    private boolean ended;
    private ErrorCode endCode = ErrorCode.STOPPING;
    private String endReason = "the broker is stopping";
    private @Nullable Input current;

    Rounds(Machine machine, OutputCollector outputs, ForcePoint forcePoint) {
        this.machine = machine;
        this.outputs = outputs;
        this.forcePoint = forcePoint;
    }

    /**
     * What a round leaves behind.
     *
     * @param outlets to flush, once the engine is free
     * @param wantsForce frames, or congested input, wait for a force
     * @param held how many
     * @param workLeft activities want to go on
     * @param wakeAt when the engine wants to be woken
     * @param ended there will be no further outputs
     * @param failure what ended the engine in this round, or null
     */
    record End(
            List<Outlet> outlets,
            boolean wantsForce,
            int held,
            boolean workLeft,
            long wakeAt,
            boolean ended,
            @Nullable BrokerFailure failure) {}

    /**
     * Time, durability, waiting input, activities: in that order. Input stays in the inbox beyond a number of frames and while the journal is congested.
     */
    End input(Inbox inbox, long nowMillis, Caller caller) {
        if (ended) {
            refuse(inbox);
            return end(null);
        }
        try {
            machine.time(nowMillis);
            tellDurable();
            Boolean checkpoint = forcePoint.takeCheckpointOutcome();
            if (checkpoint != null) {
                machine.checkpointed(checkpoint);
            }
            apply(inbox, caller);
            machine.heard(heardUpTo(inbox, nowMillis));
            boolean workLeft = machine.work();
            String givenUp = machine.failure();
            if (givenUp != null) {
                return fail(new BrokerFailure(ErrorCode.JOURNAL_FAILED, givenUp, null));
            }
            return new End(
                    outputs.handOver(),
                    machine.wantsForce() || forcePoint.congested(),
                    machine.heldOutputs(),
                    workLeft,
                    machine.wakeAt(),
                    false,
                    null);
        } catch (RuntimeException | Error e) {
            return endedByBug(e);
        }
    }

    /** Input that stays behind gets a mark at its end: when that is reached, all has been applied that had come when it was set. */
    private long heardUpTo(Inbox inbox, long nowMillis) {
        if (inbox.isEmpty()) {
            heardUpTo = nowMillis;
        } else if (!marked) {
            marked = true;
            inbox.add(new Input.Mark(nowMillis));
        }
        return heardUpTo;
    }

    private void tellDurable() {
        long nowDurable = forcePoint.durablePosition();
        if (nowDurable != durable) {
            durable = nowDurable;
            machine.durable(nowDurable);
        }
    }

    /** The last round: a clean stop. What is on disk is answered before it, also what another thread forced just now. */
    End stop() {
        try {
            if (!ended) {
                ended = true;
                tellDurable();
                machine.stop();
                outputs.closeAll(endCode, endReason);
            }
            return end(null);
        } catch (RuntimeException | Error e) {
            return endedByBug(e);
        }
    }

    /** The last round: after a failure, of which every connection is told. */
    End fail(BrokerFailure failure) {
        try {
            if (!ended) {
                end(failure.code(), failure.text());
                if (failure.code() == ErrorCode.JOURNAL_FAILED) {
                    machine.journalFailed(failure.text());
                }
                outputs.closeAll(endCode, endReason);
            }
            return end(failure);
        } catch (RuntimeException | Error e) {
            return endedByBug(e);
        }
    }

    /** How many lists the engine has taken in. Any thread. */
    long listsTaken() {
        return listsTaken.get();
    }

    boolean ended() {
        return ended;
    }

    /** Whether a thread may apply the next input: an application's may not if that could touch a file. */
    static boolean mayApply(Caller caller, Inbox inbox, ForcePoint forcePoint) {
        return caller == Caller.BROKER || inbox.nextFitsIn(forcePoint.room());
    }

    private void apply(Inbox inbox, Caller caller) {
        int frames = 0;
        Input input;
        while (frames < FRAMES
                && !forcePoint.congested()
                && mayApply(caller, inbox, forcePoint)
                && (input = inbox.poll()) != null) {
            current = input;
            frames += input.weight();
            apply(input);
        }
        current = null;
    }

    private void apply(Input input) {
        if (input instanceof Input.Frames frames) {
            for (Frame frame : frames.frames()) {
                machine.frame(frames.connection(), frame);
            }
        } else if (input instanceof Input.Connected connected) {
            outputs.register(connected.connection(), connected.outlet());
            machine.connected(connected.connection(), connected.hello(), connected.identity());
        } else if (input instanceof Input.Fetched fetched) {
            machine.fetched(fetched.place(), fetched.type(), ByteBuffer.wrap(fetched.payload()));
            if (fetched.isList()) {
                listsTaken.incrementAndGet();
            }
        } else if (input instanceof Input.Unreadable unreadable) {
            machine.unreadable(unreadable.place(), unreadable.reason());
        } else if (input instanceof Input.PartsWritten some) {
            machine.partsWritten(some.connection(), some.written());
        } else if (input instanceof Input.Drained some) {
            machine.drained(some.connection());
        } else if (input instanceof Input.Configured configured) {
            machine.configured(configured.content());
        } else if (input instanceof Input.Disconnected gone) {
            outputs.forget(gone.connection());
            machine.disconnected(gone.connection());
        } else if (input instanceof Input.Mark mark) {
            heardUpTo = mark.millis();
            marked = false;
        }
    }

    private void refuse(Inbox inbox) {
        for (Input input = inbox.poll(); input != null; input = inbox.poll()) {
            if (input instanceof Input.Connected connected) {
                outputs.register(connected.connection(), connected.outlet());
                outputs.close(connected.connection(), endCode, endReason);
            }
        }
    }

    private End endedByBug(Throwable bug) {
        BrokerFailure failure = BrokerFailure.of(bug);
        if (failure.outOfMemory()) {
            end(failure.code(), failure.text());
        } else {
            end(ErrorCode.INTERNAL, "internal error of the broker");
            failure = failure.at(current == null ? "" : brief(current));
        }
        outputs.closeAll(endCode, endReason);
        return end(failure);
    }

    private static String brief(Input input) {
        String text = input.toString();
        return text.length() <= MAX_LOGGED ? text : text.substring(0, MAX_LOGGED) + "…";
    }

    private void end(ErrorCode code, String reason) {
        ended = true;
        endCode = code;
        endReason = reason;
    }

    private End end(@Nullable BrokerFailure failure) {
        return new End(outputs.handOver(), false, 0, false, Long.MAX_VALUE, true, failure);
    }
}
