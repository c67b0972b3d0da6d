package io.angarium.examples.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

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

    /**
     * It makes them of another instance of the adapter, whose classes the application must see, and which knows nothing of the configured one's
     * broker: the descriptor of the application tells that. Without a user and a client identifier there, if only empty ones, WildFly 39 fails by itself.
     */
    @Override
    void define(WebArchive application) {
        application
                .addAsManifestResource(
                        new StringAsset("Manifest-Version: 1.0\nDependencies: deployment.angarium.rar\n"),
                        "MANIFEST.MF")
                .addAsWebInfResource(
                        new StringAsset(
                                """
                                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                                  <jms-connection-factory>
                                    <name>java:app/jms/factory</name>
                                    <interface-name>jakarta.jms.ConnectionFactory</interface-name>
                                    <resource-adapter>angarium</resource-adapter>
                                    <user></user>
                                    <password></password>
                                    <client-id></client-id>
                                    <property>
                                      <name>uri</name>
                                      <value>%s</value>
                                    </property>
                                  </jms-connection-factory>
                                </web-app>
                                """
                                        .formatted(System.getProperty("angarium.uri"))),
                        "web.xml");
    }

    private void cli(Path commands) {
        run(RAR.getParent(), List.of("sh", home().resolve("bin/jboss-cli.sh").toString(), "--file=" + commands));
    }
}
