package io.angarium.jms.session;

import io.angarium.jms.channel.SessionSink;
import io.angarium.jms.sending.SendLedger;
import io.angarium.wire.ProducerFrame;

/** What the broker says about a session: of its sends to its ledger, and whether it recalls what the session holds ready. */
final class SessionNews implements SessionSink {
    private final SendLedger ledger;
    private volatile boolean recalled;

    SessionNews(SendLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void confirmed(long upTo) {
        ledger.confirmed(upTo);
    }

    @Override
    public void refused(ProducerFrame.SendRefused frame) {
        ledger.refused(frame);
    }

    @Override
    public void recalled() {
        recalled = true;
    }

    /** Whether the broker has recalled what is ready and the session has not given it back yet. */
    boolean isRecalled() {
        return recalled;
    }

    /** It is about to give it back. */
    void heeded() {
        recalled = false;
    }
}
