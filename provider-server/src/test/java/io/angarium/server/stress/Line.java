package io.angarium.server.stress;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.TemporaryQueue;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One connection, used by several workers, which any of them may close at any time. Thread-safe. */
final class Line {
    final Connection connection;
    final List<TemporaryQueue> temporaries = new CopyOnWriteArrayList<>();
    private volatile boolean closing;
    private volatile boolean hadTemporaries;

    private Line(Connection connection) {
        this.connection = connection;
    }

    static Line open(String uri, Stage stage) throws JMSException {
        Connection connection = new AngariumConnectionFactory(uri).createConnection();
        Line line = new Line(connection);
        connection.setExceptionListener(e -> {
            if (!line.closing) {
                stage.counts.count("told in the background");
                if (!line.hadTemporaries) {
                    stage.problem("the connection", e);
                }
            }
        });
        connection.start();
        stage.counts.count("connection opened");
        return line;
    }

    /** Whether somebody has begun to close it: then everything on it may fail. */
    boolean closing() {
        return closing;
    }

    void add(TemporaryQueue temporary) {
        hadTemporaries = true; // from now on a send may be refused that nobody waits for
        temporaries.add(temporary);
    }

    void close() throws JMSException {
        closing = true;
        connection.close();
    }
}
