package io.angarium.examples.shop;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;

/** Takes orders: a row in the database and a message to those who pack, in one transaction. */
@Stateless
public class OrderDesk {
    @EJB
    private Orders orders;

    @Inject
    @JMSConnectionFactory("jms/angarium")
    private JMSContext jms;

    @Resource
    private SessionContext container;

    /** The number of the new order, or -1 if there is nothing to order: then neither row nor message stays. */
    public long place(String item, int count) {
        long number = orders.add(item, count);
        jms.createProducer().send(jms.createQueue("shop-orders"), Long.toString(number));
        if (count < 1) {
            container.setRollbackOnly();
            return -1;
        }
        return number;
    }
}
