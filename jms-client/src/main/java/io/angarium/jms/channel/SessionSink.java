package io.angarium.jms.channel;

import io.angarium.wire.ProducerFrame;

/** Takes what the broker says about one session. Called on the reading thread: never blocks. */
public interface SessionSink {

    /** All sends up to a sequence number are accepted, but for those refused before. */
    void confirmed(long upTo);

    /** One send was refused. */
    void refused(ProducerFrame.SendRefused frame);

    /** A branch that it has received in was rolled back: what it holds ready is to be given back before more is handed on. */
    void recalled();
}
