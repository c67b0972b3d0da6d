package io.angarium.examples.servers.app;

import jakarta.ejb.EJB;
import jakarta.jms.JMSException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.stream.Collectors;

/** Lets tests do things inside: what the path says, with the parameters of the request. Answers 500 and the stack trace of what failed. */
@WebServlet("/do/*")
public class Door extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @EJB
    private Sending sending;

    @EJB
    private ContextSending contextSending;

    @EJB
    private Ledger ledger;

    @EJB
    private Halting halting;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.setCharacterEncoding("UTF-8");
        PrintWriter out = response.getWriter();
        try {
            out.print(act(request));
        } catch (Exception e) { // tests want to see all of it
            response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            e.printStackTrace(out);
        }
    }

    private String act(HttpServletRequest request) throws JMSException {
        String queue = request.getParameter("queue");
        String text = request.getParameter("text");
        int count = Integer.parseInt(request.getParameter("count"));
        boolean rollback = Boolean.parseBoolean(request.getParameter("rollback"));
        switch (request.getPathInfo()) {
            case "/byFactory" -> sending.byFactory(queue, text, count, rollback);
            case "/byFactoryAlone" -> sending.byFactoryAlone(queue, text, count);
            case "/byContext" -> contextSending.byContext(queue, text, count, rollback);
            case "/byContextAlone" -> contextSending.byContextAlone(queue, text, count);
            case "/rowAndMessage" -> sending.rowAndMessage(queue, text, rollback);
            case "/receive" -> {
                return sending.receive(queue, rollback);
            }
            case "/ask" -> {
                return sending.ask(queue, text);
            }
            case "/entries" -> {
                return ledger.entries(text).stream().map(Ledger.Entry::toString).collect(Collectors.joining("\n"));
            }
            case "/halt" -> halting.sendAndHalt(queue, text);
            case "/haltByDatabase" -> halting.storeSendAndHalt("jdbc/halting", queue, text);
            case "/shown" -> {
                return Shown.lines(text);
            }
            default -> throw new IllegalArgumentException("there is no " + request.getPathInfo());
        }
        return "done";
    }
}
