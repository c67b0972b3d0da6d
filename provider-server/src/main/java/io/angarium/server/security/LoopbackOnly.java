package io.angarium.server.security;

import io.angarium.server.engine.Identity;
import io.angarium.wire.ConnectionFrame;

/** The rule without user names: whoever is on this machine may do everything, nobody else may connect. */
final class LoopbackOnly implements Authenticator {
    /** The name of a user who gave none. */
    static final String ANONYMOUS = "anonymous";

    private final String refusal;

    /** @param refusal what peers from elsewhere are told */
    LoopbackOnly(String refusal) {
        this.refusal = refusal;
    }

    @Override
    public Judgement judge(ConnectionFrame.Hello hello, Peer peer) {
        if (peer.here()) {
            return new Judgement.Accepted(new Identity(ANONYMOUS, true, peer.text()));
        }
        return new Judgement.Refused(refusal);
    }

    @Override
    public boolean quick(ConnectionFrame.Hello hello) {
        return true;
    }
}
