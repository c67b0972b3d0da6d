package io.angarium.server.conformance;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** An object that a receiver reads until it is let go: keeps a call to {@code receiveBody} in progress. */
final class BlockingObject implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Map<Long, CountDownLatch> LATCHES = new ConcurrentHashMap<>();

    private static final AtomicLong LAST = new AtomicLong();

    private final long id = LAST.incrementAndGet();

    BlockingObject() {
        LATCHES.put(id, new CountDownLatch(1));
    }

    void letGo() {
        LATCHES.get(id).countDown();
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        Threads.await(LATCHES.get(id));
    }
}
