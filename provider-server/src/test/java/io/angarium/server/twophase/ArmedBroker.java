package io.angarium.server.twophase;

import io.angarium.journal.file.FileDisk;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.Child;
import io.angarium.server.testing.Lines;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Main of a broker in a JVM of its own: {@code DATA PORT}. Says {@code PORT n} when it takes connections. A line {@code arm HEX|any before|after} makes it halt at the force
 * of those bytes, or of any and is answered by {@code ARMED}; the end of its input ends it in order.
 */
public final class ArmedBroker {
    private ArmedBroker() {}

    public static void main(String[] arguments) {
        BrokerSettings settings = BrokerSettings.in(Path.of(arguments[0])).withPort(Integer.parseInt(arguments[1]));
        ArmedDisk disk = new ArmedDisk(FileDisk.of(settings.journalFolder()));
        Broker broker = Broker.start(settings, disk);
        System.out.println(Child.WORD + "PORT " + broker.port());
        Lines parent = new Lines(System.in);
        for (String line = parent.next(); line != null; line = parent.next()) {
            String[] words = line.split(" ");
            byte[] bytes = words[1].equals("any") ? new byte[0] : HexFormat.of().parseHex(words[1]);
            disk.arm(bytes, words[2].equals("before"), () -> System.out.println(Child.WORD + "ARMED"));
        }
        broker.stop();
    }
}
