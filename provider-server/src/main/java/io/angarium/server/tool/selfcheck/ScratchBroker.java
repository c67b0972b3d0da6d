package io.angarium.server.tool.selfcheck;

import io.angarium.server.tool.bench.ChildBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A broker of the run's own, in a process of its own, from the classes of this one. Owned by one thread. */
public final class ScratchBroker implements Victim {
    private static final Path KILL = Path.of("/bin/kill");
    private static final long SIGNAL_SECONDS = 10;

    private final String mainClass;
    private final Path data;
    private ChildBroker child;

    /**
     * Starts it on a free port.
     *
     * @param mainClass of the tool, whose {@code serve} it runs
     * @param data its folder
     */
    public ScratchBroker(String mainClass, Path data) throws IOException {
        this.mainClass = mainClass;
        this.data = data;
        child = ChildBroker.start(mainClass, data);
    }

    @Override
    public int port() {
        return child.port();
    }

    @Override
    public void kill() throws InterruptedException {
        child.kill();
    }

    @Override
    public void restart() throws IOException {
        child = ChildBroker.start(mainClass, data, child.port());
    }

    @Override
    public boolean canFreeze() {
        return Files.isExecutable(KILL);
    }

    @Override
    public void freeze(boolean still) throws IOException, InterruptedException {
        Process signal =
                new ProcessBuilder(KILL.toString(), still ? "-STOP" : "-CONT", Long.toString(child.pid())).start();
        if (!signal.waitFor(SIGNAL_SECONDS, TimeUnit.SECONDS) || signal.exitValue() != 0) {
            throw new IOException(
                    "the broker's process " + child.pid() + " could not be " + (still ? "stopped" : "continued"));
        }
    }

    @Override
    public void close() {
        child.close();
    }
}
