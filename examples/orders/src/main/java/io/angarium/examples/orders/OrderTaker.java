package io.angarium.examples.orders;

import jakarta.jms.JMSException;
import java.sql.SQLException;

/** One way to take orders. Used by one thread; thrown away after an exception. */
interface OrderTaker extends AutoCloseable {
    /** How long it waits for an order. */
    long PATIENCE_MILLIS = 500;

    /**
     * Takes an order from the queue {@code orders}, inserts its row, and sends its event to the queue {@code events}: all of it or nothing.
     *
     * @return false if there was none
     */
    boolean takeOne() throws JMSException, SQLException;

    @Override
    void close() throws JMSException, SQLException;
}
