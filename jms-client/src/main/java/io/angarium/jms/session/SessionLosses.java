package io.angarium.jms.session;

import io.angarium.jms.channel.LossObserver;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.receiving.Acknowledger;
import io.angarium.jms.receiving.DeliveryGate;
import jakarta.jms.JMSException;
import java.lang.System.Logger.Level;

/** What a session does when its connection's link is lost and when it is back. On the thread that connects. */
record SessionLosses(SessionConsumers consumers, Acknowledger acknowledger, DeliveryGate gate) implements LossObserver {
    private static final System.Logger LOG = System.getLogger(SessionLosses.class.getName());

    @Override
    public void lost(LinkException cause) {
        consumers.lost();
        acknowledger.lost();
    }

    @Override
    public void restored() {
        consumers.restored();
        if (gate.isOpen()) {
            try {
                consumers.grantWanted();
            } catch (JMSException e) {
                LOG.log(Level.DEBUG, "lost again before credit was granted", e);
            }
        }
    }
}
