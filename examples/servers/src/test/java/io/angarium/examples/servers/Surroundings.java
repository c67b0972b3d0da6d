package io.angarium.examples.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/**
 * What all test classes of a run share, made before Arquillian reads its configuration: the ports, as system properties that
 * {@code arquillian.xml} names, the configured server, the broker. Used by the one thread that runs the tests.
 */
final class Surroundings implements TestInstancePreConstructCallback {
    /** Outside of what operating systems give to clients. */
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 9_000;
    private static final Random CHANCE = new Random();

    private static Shared shared;

    private record Shared(Broker broker, Server server) implements AutoCloseable {
        @Override
        public void close() {
            broker.close();
        }
    }

    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext test, ExtensionContext context) {
        context.getRoot().getStore(Namespace.create(Surroundings.class)).getOrComputeIfAbsent(Shared.class, key -> {
            Server server = Server.named(System.getProperty("server.name"));
            Map<String, Integer> ports = server.ports();
            int base = freePorts(ports.values());
            ports.forEach((name, offset) -> System.setProperty("port." + name, Integer.toString(base + offset)));
            Broker broker = new Broker(Path.of("target", "servers", "broker-" + server.name()), freePorts(List.of(0)));
            System.setProperty("angarium.uri", broker.uri());
            System.setProperty("arquillian.xml", server.name() + "/arquillian.xml");
            server.configure();
            shared = new Shared(broker, server);
            return shared;
        });
    }

    static Broker broker() {
        return shared.broker();
    }

    static Server server() {
        return shared.server();
    }

    /** The first of some ports that are free now, with those offsets. */
    private static int freePorts(Collection<Integer> offsets) {
        while (true) {
            int base = FIRST_PORT + CHANCE.nextInt(PORTS);
            if (offsets.stream().allMatch(offset -> isFree(base + offset))) {
                return base;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (BindException taken) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
