package io.angarium.server.security;

import io.angarium.server.engine.Identity;
import io.angarium.wire.ConnectionFrame;

/** Decides who a peer is. May be slow, on purpose: passwords are hashed many times over. Any thread, but no event loop. */
public interface Authenticator {

    /**
     * Judges a hello.
     *
     * @param hello with the user name and password, if the peer gave any
     * @param peer where it comes from
     */
    Judgement judge(ConnectionFrame.Hello hello, Peer peer);

    /** Whether {@link #judge} answers at once, so that no other thread is needed for it. */
    boolean quick(ConnectionFrame.Hello hello);

    /** The outcome. */
    sealed interface Judgement {

        /** Welcome. */
        record Accepted(Identity identity) implements Judgement {}

        /**
         * Turned away.
         *
         * @param reason one line for the peer; does not tell an unknown user from a wrong password
         */
        record Refused(String reason) implements Judgement {}
    }
}
