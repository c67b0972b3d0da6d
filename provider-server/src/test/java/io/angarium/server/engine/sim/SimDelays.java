package io.angarium.server.engine.sim;

import io.angarium.wire.Frame;
import io.angarium.wire.ManagementFrame;
import java.util.Map;

/**
 * Messages that wait for their time: few of them for a short time in most runs; in some so many, and in a broker with so little memory, that most are parked.
 *
 * @param many whether this is such a run
 */
record SimDelays(boolean many) {
    /** Messages of this group are cancelled now and then. */
    static final int CANCELLABLE = 2;

    /** The record of a checkpoint that tells of a list of such messages. */
    static final int LIST_KEPT = 49;

    private static final int ONE_IN = 2;
    private static final int SHORT = 80;
    private static final int LONG = 150;
    private static final int LEAST_BUDGET = 8_000;
    private static final int MOST_BUDGET = 16_000;

    static SimDelays of(long run) {
        return new SimDelays(run % ONE_IN == 1);
    }

    /** The delay of the next message, 0 for none. */
    long next(Choice choice) {
        if (many) {
            return choice.oneIn(3) ? 0 : choice.between(1, LONG);
        }
        return choice.oneIn(10) ? choice.between(1, SHORT) : 0;
    }

    /** How many bytes of messages the broker has in memory. */
    long budget(Choice choice, long usual) {
        return many ? choice.between(LEAST_BUDGET, MOST_BUDGET) : usual;
    }

    /** With a planted fault, the cancelling of some messages as that of others. */
    static Frame heard(Planted planted, Frame frame) {
        return planted == Planted.CANCEL_MISSED
                        && frame instanceof ManagementFrame.Manage manage
                        && manage.operation().equals("schedule.cancel")
                ? new ManagementFrame.Manage(
                        manage.correlation(),
                        manage.operation(),
                        Map.of("name", manage.arguments().get("name"), "where", "g = 7"))
                : frame;
    }
}
