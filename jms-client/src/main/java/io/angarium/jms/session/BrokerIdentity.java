package io.angarium.jms.session;

import java.util.UUID;

/** A resource that says which broker it leads to, whatever connection or URI it came by. Transaction managers tell resource managers apart by it. */
@FunctionalInterface
public interface BrokerIdentity {
    /** The identity of the broker's data. */
    UUID broker();
}
