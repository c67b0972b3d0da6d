package io.angarium.examples.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** WildFly, configured by its command line without a running server. */
final class WildFly extends Server {
    WildFly() {
        super("wildfly");
    }

    @Override
    Map<String, Integer> ports() {
        return Map.of("http", 0, "https", 1, "management", 2, "ajp", 3);
    }

    @Override
    void configure() {
        restore(home().resolve("standalone"));
        cli(configuration("angarium.cli"));
        List<String> commands = new ArrayList<>(List.of("embed-server --server-config=standalone.xml"));
        commands.addAll(Neighbours.wildfly());
        commands.add("stop-embedded-server");
        Path neighbours = Path.of("target", "servers", "wildfly-neighbours.cli").toAbsolutePath();
        try {
            Files.write(neighbours, commands);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cli(neighbours);
    }

    /** It makes them of another instance of the adapter, which knows nothing of the configured one's broker. */
    @Override
    boolean passesDefinitionsOn() {
        return false;
    }

    private void cli(Path commands) {
        run(RAR.getParent(), List.of("sh", home().resolve("bin/jboss-cli.sh").toString(), "--file=" + commands));
    }
}
