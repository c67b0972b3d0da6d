package io.angarium.examples.servers.defined;

import jakarta.annotation.Resource;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConnectionFactoryDefinition;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSDestinationDefinition;
import jakarta.jms.Queue;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Sends a text by a connection factory and to a queue that nobody has configured in the server. */
@WebServlet("/send")
@JMSConnectionFactoryDefinition(
        name = "java:app/jms/factory",
        interfaceName = "jakarta.jms.ConnectionFactory",
        className = "io.angarium.ra.outbound.AngariumManagedConnectionFactory",
        resourceAdapter = "angarium")
@JMSDestinationDefinition(
        name = "java:app/jms/queue",
        interfaceName = "jakarta.jms.Queue",
        className = "io.angarium.ra.admin.QueueObject",
        resourceAdapter = "angarium",
        destinationName = "defined",
        properties = "name=defined") // TomEE does not pass the destinationName on
public class DefinedServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Resource(lookup = "java:app/jms/factory")
    private ConnectionFactory factory;

    @Resource(lookup = "java:app/jms/queue")
    private Queue queue;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(queue, request.getParameter("text"));
        }
        response.getWriter().print("sent");
    }
}
