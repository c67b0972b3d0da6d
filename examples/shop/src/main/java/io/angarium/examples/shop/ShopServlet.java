package io.angarium.examples.shop;

import jakarta.ejb.EJB;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Collectors;

/** {@code POST orders?item=…&count=…} orders, {@code GET orders} lists. */
@WebServlet("/orders")
public class ShopServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @EJB
    private OrderDesk desk;

    @EJB
    private Orders orders;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        String item = request.getParameter("item");
        int count;
        try {
            count = Integer.parseInt(request.getParameter("count"));
        } catch (NumberFormatException e) {
            count = 0;
        }
        long number = item == null ? -1 : desk.place(item, count);
        if (number < 0) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            response.getWriter().print("say what you want and how many of it: item=apple&count=2");
            return;
        }
        response.setStatus(HttpServletResponse.SC_CREATED);
        response.getWriter().print(number);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().print(orders.all().stream().map(Order::toString).collect(Collectors.joining("\n")));
    }
}
