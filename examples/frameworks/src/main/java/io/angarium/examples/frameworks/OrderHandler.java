package io.angarium.examples.frameworks;

/** What an application does with an order, called by the framework's threads. */
@FunctionalInterface
public interface OrderHandler {

    /**
     * Handles an order.
     *
     * @param again whether somebody may have been given it before: JMSRedelivered, Jakarta Messaging 3.1 section 3.4.7
     */
    void handle(String order, boolean again);
}
