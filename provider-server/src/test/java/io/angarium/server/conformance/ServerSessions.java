package io.angarium.server.conformance;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A pool of server sessions as an application server has one, each on a thread of its own while it runs. */
final class ServerSessions implements ServerSessionPool {
    final BlockingQueue<ServerSession> idle = new LinkedBlockingQueue<>();
    final AtomicInteger taken = new AtomicInteger();
    volatile int failures;

    /** What server sessions do with a message. */
    @FunctionalInterface
    interface Work {
        void on(Message message, Session session) throws JMSException;
    }

    ServerSessions(Connection connection, int size, int mode, Work work) throws JMSException {
        for (int i = 0; i < size; i++) {
            add(connection.createSession(mode), work);
        }
    }

    void add(Session session, Work work) throws JMSException {
        session.setMessageListener(message -> {
            try {
                work.on(message, session);
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        });
        idle.add(new Pooled(session));
    }

    private final class Pooled implements ServerSession {
        private final Session session;

        Pooled(Session session) {
            this.session = session;
        }

        @Override
        public Session getSession() {
            return session;
        }

        @Override
        public void start() {
            Threads.run(() -> {
                session.run();
                idle.add(this);
            });
        }
    }

    @Override
    public ServerSession getServerSession() throws JMSException {
        taken.incrementAndGet();
        if (failures > 0) {
            failures--;
            throw new JMSException("the pool fails on purpose");
        }
        try {
            return idle.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JMSException("interrupted");
        }
    }
}
