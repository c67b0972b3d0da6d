package io.angarium.examples.servers;

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
        run(
                RAR.getParent(),
                List.of(
                        "sh",
                        home().resolve("bin/jboss-cli.sh").toString(),
                        "--file=" + configuration("angarium.cli")));
    }
}
