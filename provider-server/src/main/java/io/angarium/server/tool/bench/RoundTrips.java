package io.angarium.server.tool.bench;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Clients that ask, one server that answers: an operation is a reply received. Everything is non-persistent. */
final class RoundTrips implements LiveLoad {
    private static final long PATIENCE_MILLIS = 20_000;

    private final Connection server;
    private final List<Client> clients = new ArrayList<>();
    private final Spectrum spectrum;
    private final byte[] body;

    /** What one client uses. */
    private record Client(
            Connection connection,
            Session session,
            MessageProducer producer,
            TemporaryQueue replies,
            MessageConsumer consumer) {}

    RoundTrips(ProducerLoad.Connector connector, LiveBench.Shape shape, Spectrum spectrum) throws JMSException {
        this.spectrum = spectrum;
        this.body = new byte[shape.bodyBytes()];
        this.server = connector.connect();
        serve(server.createSession(Session.AUTO_ACKNOWLEDGE), shape.queue());
        server.start();
        for (int i = 0; i < shape.producers(); i++) {
            Connection connection = connector.connect();
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(session.createQueue(shape.queue()));
            producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            TemporaryQueue replies = session.createTemporaryQueue();
            clients.add(new Client(connection, session, producer, replies, session.createConsumer(replies)));
            connection.start();
        }
    }

    private static void serve(Session session, String queue) throws JMSException {
        MessageProducer answers = session.createProducer(null);
        answers.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        session.createConsumer(session.createQueue(queue)).setMessageListener(request -> {
            try {
                Message answer = session.createMessage();
                answer.setJMSCorrelationID(request.getJMSMessageID());
                answers.send(request.getJMSReplyTo(), answer);
            } catch (JMSException e) {
                throw new BenchException("a request could not be answered: " + e.getMessage(), e);
            }
        });
    }

    @Override
    public List<Callable<Long>> workers(Running running) {
        return clients.stream()
                .<Callable<Long>>map(client -> () -> ask(client, running))
                .toList();
    }

    private long ask(Client client, Running running) throws JMSException {
        long answered = 0;
        while (running.goesOn()) {
            long begin = System.nanoTime();
            BytesMessage request = client.session.createBytesMessage();
            request.writeBytes(body);
            request.setJMSReplyTo(client.replies);
            client.producer.send(request);
            Message answer = client.consumer.receive(PATIENCE_MILLIS);
            if (answer == null || !request.getJMSMessageID().equals(answer.getJMSCorrelationID())) {
                throw new BenchException("request " + request.getJMSMessageID()
                        + (answer == null ? " got no answer" : " got the answer to another one"));
            }
            spectrum.add(System.nanoTime() - begin);
            answered++;
        }
        return answered;
    }

    @Override
    public void settle(long done) {
        // every worker has its answers
    }

    @Override
    public void close() throws JMSException {
        for (Client client : clients) {
            client.connection.close();
        }
        server.close();
    }
}
