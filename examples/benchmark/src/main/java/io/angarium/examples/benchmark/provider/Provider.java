package io.angarium.examples.benchmark.provider;

import java.nio.file.Path;
import java.util.List;

/**
 * Somebody's broker and client.
 *
 * @param id short name, in options and results
 * @param title name for people
 * @param version its version, with the commit where it was built from one
 * @param broker what follows {@code java} and the heap on the broker's command line, with {@code {data}} and {@code {port}}; empty if there
 *     is no broker
 * @param client class path of the driver, without the benchmark itself
 * @param vm class path of a driver that has the broker in its own process, empty if that cannot be
 * @param factory class of its ConnectionFactory
 * @param xaFactory class of its XAConnectionFactory
 * @param address of its broker for clients, with {@code {port}}
 */
public record Provider(
        String id,
        String title,
        String version,
        List<String> broker,
        List<Path> client,
        List<Path> vm,
        String factory,
        String xaFactory,
        String address) {

    /** Name of the yardsticks that need no broker: bare disk and bare loopback. */
    public static final String BARE = "bare";

    /** Whether it has a broker of its own to start. */
    public boolean hasBroker() {
        return !broker.isEmpty();
    }

    /** The same provider with its broker in the driver's process. */
    public Provider inVm() {
        return new Provider(id, title, version, List.of(), vm, vm, factory, xaFactory, "vm://benchmark");
    }

    String url(int port) {
        return address.replace("{port}", Integer.toString(port));
    }
}
