package io.angarium.examples;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Request and reply: the client sends questions with a temporary queue of its own as JMSReplyTo, the service answers there and repeats
 * the question's JMSMessageID as JMSCorrelationID. Nobody else can read the client's temporary queue, and it ends with its connection.
 *
 * <p>Run it with the address of a broker as its argument, by default {@code angarium://localhost:7171}.
 */
public final class RequestReply {
    private static final String SERVICE = "examples.upper";
    private static final long REPLY_MILLIS = 10_000;

    private RequestReply() {}

    /** Starts the service, asks it a few things, prints the answers. */
    public static void main(String[] args) {
        String uri = args.length > 0 ? args[0] : "angarium://localhost:7171";
        run(uri, List.of("hello", "is anybody there?", "goodbye")).forEach(System.out::println);
    }

    static List<String> run(String uri, List<String> questions) {
        ConnectionFactory factory = new AngariumConnectionFactory(uri);
        try (JMSContext service = factory.createContext();
                JMSContext client = factory.createContext()) {
            startService(service);
            return ask(client, questions);
        }
    }

    /** The listener runs on the thread of its own context, one request at a time. */
    private static void startService(JMSContext context) {
        context.createConsumer(context.createQueue(SERVICE)).setMessageListener(request -> answer(context, request));
    }

    private static void answer(JMSContext context, Message request) {
        try {
            String answer = request.getBody(String.class).toUpperCase(java.util.Locale.ROOT);
            context.createProducer()
                    .setDeliveryMode(DeliveryMode.NON_PERSISTENT) // an answer is of no use after a restart
                    .setJMSCorrelationID(request.getJMSMessageID())
                    .send(request.getJMSReplyTo(), answer);
        } catch (JMSException e) {
            throw new IllegalStateException("request could not be answered", e); // it will be delivered again
        }
    }

    private static List<String> ask(JMSContext context, List<String> questions) {
        Queue service = context.createQueue(SERVICE);
        TemporaryQueue replies = context.createTemporaryQueue();
        List<String> answers = new ArrayList<>();
        try (var consumer = context.createConsumer(replies)) {
            for (String question : questions) {
                TextMessage request = context.createTextMessage(question);
                context.createProducer().setJMSReplyTo(replies).send(service, request);
                Message reply = consumer.receive(REPLY_MILLIS);
                if (reply == null || !request.getJMSMessageID().equals(reply.getJMSCorrelationID())) {
                    throw new IllegalStateException("no answer to: " + question);
                }
                answers.add(reply.getBody(String.class));
            }
        } catch (JMSException e) {
            throw new IllegalStateException("reply could not be read", e);
        }
        return answers;
    }
}
