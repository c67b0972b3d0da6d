package io.angarium.examples.servers.neighbours;

import jakarta.annotation.Resource;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Sends and receives by the connection factories of all adapters, in one transaction. */
@WebServlet("/all")
public class NeighboursServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String QUEUE = "neighbours";

    @Resource(name = "jms/own")
    private ConnectionFactory own;

    @Resource(name = "jms/embedded")
    private ConnectionFactory embedded;

    @Resource(name = "jms/other")
    private ConnectionFactory other;

    @Resource
    private UserTransaction transaction;

    /** Sends the text by each factory, and rolls back if wanted; by the classic API, which all of them have. */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String text = request.getParameter("text");
        answer(response, () -> {
            for (ConnectionFactory factory : List.of(own, embedded, other)) {
                try (Connection connection = factory.createConnection();
                        Session session = connection.createSession(true, Session.AUTO_ACKNOWLEDGE)) {
                    session.createProducer(session.createQueue(QUEUE)).send(session.createTextMessage(text));
                }
            }
            return !Boolean.parseBoolean(request.getParameter("rollback"));
        });
    }

    /** Receives one message by each factory, and tells a line for each: whose class the message is, and its text. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<String> lines = new ArrayList<>();
        answer(response, () -> {
            for (ConnectionFactory factory : List.of(own, embedded, other)) {
                try (Connection connection = factory.createConnection();
                        Session session = connection.createSession(true, Session.AUTO_ACKNOWLEDGE);
                        MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE))) {
                    connection.start();
                    Message message = consumer.receive(2_000);
                    lines.add(message == null ? "nothing" : owner(message) + " " + ((TextMessage) message).getText());
                }
            }
            return true;
        });
        response.getWriter().print(String.join("\n", lines));
    }

    /** The beginning of the name of the class behind a message. */
    private static String owner(Message message) {
        String[] parts = message.getClass().getName().split("\\.");
        return parts[0] + "." + parts[1];
    }

    /** What is done in a transaction, and whether it is to be committed. */
    @FunctionalInterface
    private interface Work {
        boolean run() throws JMSException;
    }

    private void answer(HttpServletResponse response, Work work) throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        try {
            transaction.begin();
            boolean over = false;
            try {
                if (work.run()) {
                    transaction.commit();
                } else {
                    transaction.rollback();
                }
                over = true;
            } finally {
                if (!over) {
                    transaction.rollback();
                }
            }
        } catch (JMSException
                | NotSupportedException
                | SystemException
                | RollbackException
                | HeuristicMixedException
                | HeuristicRollbackException e) {
            response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            e.printStackTrace(response.getWriter());
        }
    }
}
