package io.angarium.jms.receiving;

import jakarta.jms.JMSException;

/** Something that gives a session's thread work to do. */
public interface DispatchSource {

    /** Whether there is work; cheap and without locks. */
    boolean ready();

    /** Does one piece of work, on the session's thread; false if there was none. */
    boolean runOne() throws JMSException;

    /** The link is gone, nothing more will come. On the session's thread. */
    void broken(JMSException cause);
}
