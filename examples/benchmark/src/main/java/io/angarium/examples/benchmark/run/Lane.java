package io.angarium.examples.benchmark.run;

import io.angarium.examples.benchmark.driver.Lines;
import io.angarium.examples.benchmark.measure.Sample;
import io.angarium.examples.benchmark.provider.BrokerProcess;
import io.angarium.examples.benchmark.provider.DriverProcess;
import io.angarium.examples.benchmark.provider.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One provider's place in one row: its broker, fresh and empty, and its driver. Owned by one thread. */
final class Lane implements AutoCloseable {
    private final @Nullable BrokerProcess broker;
    private final DriverProcess driver;
    private int runs;

    Lane(Row row, Provider given, List<Path> benchmark, Path folder, Heaps heaps) throws IOException {
        Files.createDirectories(folder);
        Provider provider = row.vm() ? given.inVm() : given;
        this.broker = provider.hasBroker() ? BrokerProcess.start(provider, folder, heaps.broker()) : null;
        try {
            this.driver =
                    DriverProcess.start(row.scenario(provider), provider, benchmark, broker, folder, heaps.driver());
        } catch (IOException | RuntimeException e) {
            if (broker != null) {
                broker.close();
            }
            throw e;
        }
    }

    Sample run(Lines.Length length) throws IOException, InterruptedException {
        return driver.run(++runs, length);
    }

    /** Process of its broker, 0 for none. */
    long brokerPid() {
        return broker == null ? 0 : broker.pid();
    }

    @Override
    public void close() {
        driver.close();
        if (broker != null) {
            broker.close();
        }
    }
}
