package io.angarium.server.crash;

import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import java.nio.file.Path;

/** Main of a broker in a JVM of its own: {@code DATA PORT}. Prints {@code PORT n} when it takes connections. Ends when its parent closes its input. */
public final class BrokerChild {
    private BrokerChild() {}

    public static void main(String[] arguments) throws Exception {
        BrokerSettings settings = BrokerSettings.in(Path.of(arguments[0])).withPort(Integer.parseInt(arguments[1]));
        Broker broker = Broker.start(settings);
        broker.failure().thenAccept(failure -> {
            System.out.println("FAILED " + failure.text());
            Runtime.getRuntime().halt(3);
        });
        System.out.println("PORT " + broker.port());
        while (System.in.read() >= 0) {
            continue;
        }
        broker.stop();
    }
}
