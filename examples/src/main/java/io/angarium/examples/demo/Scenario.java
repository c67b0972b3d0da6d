package io.angarium.examples.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One run: broker, consumers, producer, kill, restart, comparison. {@link #close} ends every process that it started; it may be called
 * by a shutdown hook while {@link #run} is under way.
 */
final class Scenario implements AutoCloseable {
    private static final long RUN_SECONDS = 300;
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(1_000);
    private static final long POLL_MILLIS = 20;

    private final DemoOptions options;
    private final Path folder;
    private final Progress progress;
    private final Ledger ledger = new Ledger();
    private final List<ChildProcess> children = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RUN_SECONDS);

    Scenario(DemoOptions options, Path folder, Progress progress) {
        this.options = options;
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @throws IOException if a process does not start or gives up, with one line that says which
     */
    DemoResult run() throws IOException, InterruptedException {
        BrokerProcess first = startBroker(0);
        String uri = "angarium://localhost:" + first.port();
        progress.say("broker ready on port " + first.port() + " after " + millis(first.startNanos()) + " ms");
        List<ChildProcess> consumers = List.of(
                program("consumer 1", OrderConsumer.class, uri), program("consumer 2", OrderConsumer.class, uri));
        ChildProcess producer = program(
                "producer",
                OrderProducer.class,
                uri,
                Integer.toString(options.messages()),
                options.csv().toString());

        await(() -> ledger.confirmedCount() > 0, producer);
        long begin = System.nanoTime();
        await(() -> ledger.confirmedCount() >= options.messages() / 2, producer);
        first.process().kill();
        int confirmedAtKill = ledger.confirmedCount();
        long killed = System.nanoTime();
        progress.say("broker killed with SIGKILL after " + confirmedAtKill + " confirmed orders");

        BrokerProcess second = startBroker(first.port());
        long again = System.nanoTime();
        progress.say("broker ready again after " + millis(second.startNanos()) + " ms: " + second.recovered());
        await(() -> !producer.alive(), null);
        if (producer.awaitExit() != 0) {
            throw new IOException("the producer gave up; see producer.log");
        }
        awaitQuiet();
        long last = ledger.lastReceivedNanos();
        finish(consumers, second);
        return new DemoResult(
                ledger.outcome(),
                confirmedAtKill,
                killed - begin,
                last - again,
                second.startNanos(),
                second.recovered());
    }

    /** All orders were received, and for a while nothing more came; or all patience is used up, and the table will tell. */
    private void awaitQuiet() throws IOException, InterruptedException {
        await(
                () -> {
                    long quiet = System.nanoTime() - ledger.lastReceivedNanos();
                    boolean all = ledger.receivedCount() >= options.messages();
                    return quiet > (all ? QUIET_NANOS : 10 * QUIET_NANOS);
                },
                null);
    }

    private static void finish(List<ChildProcess> consumers, BrokerProcess broker)
            throws IOException, InterruptedException {
        consumers.forEach(ChildProcess::endInput);
        for (ChildProcess consumer : consumers) {
            if (consumer.awaitExit() != 0) {
                throw new IOException(consumer.name() + " failed; see its log");
            }
        }
        broker.process().terminate();
        broker.process().awaitExit();
    }

    private void await(BooleanSupplier condition, @org.jspecify.annotations.Nullable ChildProcess needed)
            throws IOException, InterruptedException {
        while (!condition.getAsBoolean()) {
            progress.show(ledger.confirmedCount(), ledger.receivedCount());
            if (closed.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException("stopped");
            }
            if (needed != null && !needed.alive() && !condition.getAsBoolean()) {
                throw new IOException(needed.name() + " ended too early; see its log");
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("not through after " + RUN_SECONDS + " s: " + ledger.confirmedCount()
                        + " confirmed, " + ledger.receivedCount() + " received");
            }
        }
    }

    private BrokerProcess startBroker(int port) throws IOException, InterruptedException {
        BrokerProcess broker = BrokerProcess.start(options.jar(), folder, port);
        keep(broker.process());
        return broker;
    }

    private ChildProcess program(String name, Class<?> type, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), type.getName()));
        command.addAll(List.of(arguments));
        Path log = folder.resolve(name.replace(' ', '-') + ".log");
        ChildProcess child = ChildProcess.java(name, log, Reports.parser(ledger), command);
        keep(child);
        return child;
    }

    private void keep(ChildProcess child) {
        synchronized (children) {
            children.add(child);
        }
        if (closed.getCount() == 0) {
            close();
        }
    }

    /** Whether it was told to end before it was through. */
    boolean closed() {
        return closed.getCount() == 0;
    }

    /** Kills whatever still runs. */
    @Override
    public void close() {
        closed.countDown();
        synchronized (children) {
            for (ChildProcess child : children) {
                try {
                    child.kill();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
