package io.angarium.examples.benchmark.provider;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A broker in a process of its own, on a data folder. Owned by one thread. */
public final class BrokerProcess implements AutoCloseable {
    private static final String READY = " ready on ";

    private final Provider provider;
    private final Path folder;
    private final String heap;
    private final int port;
    private Process process;

    private BrokerProcess(Provider provider, Path folder, String heap, int port) throws IOException {
        this.provider = provider;
        this.folder = folder;
        this.heap = heap;
        this.port = port;
        this.process = launch();
    }

    /**
     * Starts it and waits until it says that it is ready.
     *
     * @param folder its data go to {@code data} there, its log to {@code broker.log}
     * @throws ProviderException if it does not get ready
     */
    public static BrokerProcess start(Provider provider, Path folder, String heap) throws IOException {
        return new BrokerProcess(provider, folder, heap, Ports.free());
    }

    private Process launch() throws IOException {
        List<String> arguments = provider.broker().stream()
                .map(word -> word.replace("{data}", folder.resolve("data").toString())
                        .replace("{port}", Integer.toString(port)))
                .toList();
        Path log = folder.resolve("broker.log");
        Process started = Children.start(arguments, heap, log);
        BufferedReader output = Children.output(started);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains(READY)) {
                Children.drain(output, provider.id() + "-output");
                return started;
            }
        }
        throw new ProviderException(provider.title() + " did not start, see " + log);
    }

    public String url() {
        return provider.url(port);
    }

    public long pid() {
        return process.pid();
    }

    /** SIGKILL, then the same again on the same data. */
    public void killAndRestart() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        process = launch();
    }

    @Override
    public void close() {
        Children.stop(process);
    }
}
