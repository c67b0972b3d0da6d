package io.angarium.examples.orders;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.outbox.OutboxConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.transaction.TransactionManager;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Takes orders until its input ends: {@code xa|spring|outbox FOLDER URI}. Killed and started again it goes on where it was. */
public final class OrdersApplication {
    private static final Logger LOG = System.getLogger(OrdersApplication.class.getName());
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final AtomicBoolean running = new AtomicBoolean(true);

    private OrdersApplication() {}

    /** See the class. */
    public static void main(String[] arguments) throws SQLException, InterruptedException, IOException {
        Path folder = Path.of(arguments[1]);
        OrdersApplication application = new OrdersApplication();
        try (OrderDatabase database = new OrderDatabase(folder.resolve("database"))) {
            if (arguments[0].equals("xa")) {
                application.withTransactions(folder, arguments[2], database);
            } else if (arguments[0].equals("spring")) {
                withSpring(folder, arguments[2], database);
            } else {
                application.withOutbox(arguments[2], database);
            }
        }
        System.exit(0); // Narayana leaves threads behind
    }

    @FunctionalInterface
    private interface Maker {
        OrderTaker make() throws JMSException, SQLException;
    }

    private void withTransactions(Path folder, String uri, OrderDatabase database)
            throws SQLException, InterruptedException, IOException {
        AngariumXAConnectionFactory factory = new AngariumXAConnectionFactory(uri);
        javax.sql.XAConnection recovery = database.global();
        try (Transactions transactions = new Transactions(
                "orders-1", folder.resolve("transactions"), factory, OrderDatabase.resource(recovery))) {
            work(() -> new XaOrders(transactions.manager(), factory, database));
        } finally {
            recovery.close();
        }
    }

    private static void withSpring(Path folder, String uri, OrderDatabase database) throws SQLException, IOException {
        AngariumXAConnectionFactory factory = new AngariumXAConnectionFactory(uri);
        javax.sql.XAConnection recovery = database.global();
        try (Transactions transactions = new Transactions(
                "orders-1", folder.resolve("transactions"), factory, OrderDatabase.resource(recovery))) {
            SpringApplication boot = new SpringApplication(SpringOrders.class);
            boot.addInitializers((GenericApplicationContext beans) -> {
                beans.registerBean(AngariumXAConnectionFactory.class, () -> factory);
                beans.registerBean("narayana", TransactionManager.class, transactions::manager);
                beans.registerBean(OrderDatabase.class, () -> database);
            });
            ConfigurableApplicationContext running = boot.run();
            try {
                awaitEndOfInput();
            } finally {
                running.close();
            }
        } finally {
            recovery.close();
        }
    }

    private void withOutbox(String uri, OrderDatabase database) throws InterruptedException, IOException {
        AngariumConnectionFactory factory = new AngariumConnectionFactory(uri);
        try (OutboxConnectionFactory outbox = new OutboxConnectionFactory(database.local(), factory)) {
            outbox.start();
            work(() -> new OutboxOrders(factory, outbox, database.local()));
        }
    }

    private void work(Maker maker) throws InterruptedException, IOException {
        Thread worker = new Thread(() -> takeAll(maker), "orders");
        worker.start();
        awaitEndOfInput();
        running.set(false);
        worker.join();
    }

    private static void awaitEndOfInput() throws IOException {
        while (System.in.read() >= 0) {
            LOG.log(Level.TRACE, "what is typed does not matter, only its end");
        }
    }

    /** Begins anew after each failure: with XA, connections do not come back by themselves. */
    private void takeAll(Maker maker) {
        while (running.get()) {
            try (OrderTaker taker = maker.make()) {
                while (running.get()) {
                    boolean taken = taker.takeOne();
                    LOG.log(Level.TRACE, "taken: {0}", taken);
                }
            } catch (JMSException | SQLException | JMSRuntimeException | IllegalStateException e) {
                LOG.log(Level.INFO, "begins anew: {0}", e.getMessage());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
