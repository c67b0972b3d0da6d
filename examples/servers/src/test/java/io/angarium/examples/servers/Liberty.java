package io.angarium.examples.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Open Liberty, configured by files in the folder of its one server. */
final class Liberty extends Server {
    Liberty() {
        super("liberty");
    }

    @Override
    Map<String, Integer> ports() {
        return Map.of("http", 0, "https", 1);
    }

    /** Not before it finds all resources of a transaction again, and these it finds as OSGi services, which no application can be. */
    @Override
    boolean recoversForeignResources() {
        return false;
    }

    @Override
    void configure() {
        Path folder = home().resolve("usr/servers/defaultServer");
        try {
            Files.createDirectories(folder);
            restore(home().resolve("usr"));
            Files.copy(configuration("server.xml"), folder.resolve("server.xml"));
            Files.copy(configuration("beans.xml"), folder.resolve("beans.xml"));
            Files.copy(RAR, folder.resolve("angarium.rar"));
            Files.createDirectories(folder.resolve("derby"));
            for (File jar : Application.derby()) {
                Files.copy(jar.toPath(), folder.resolve("derby").resolve(jar.getName()));
            }
            // what the tests need beside: their ports, Arquillian's way to deploy, the database of the application
            Files.createDirectories(folder.resolve("configDropins/overrides"));
            Files.writeString(
                    folder.resolve("configDropins/overrides/tests.xml"),
                    """
                    <server>
                      <featureManager><feature>localConnector-1.0</feature></featureManager>
                      <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%s" httpsPort="%s"/>
                      <applicationMonitor updateTrigger="mbean"/>
                      <library id="derby"><fileset dir="${server.config.dir}/derby"/></library>
                      <variable name="angarium.uri" value="%s"/>
                    </server>
                    """
                            .formatted(
                                    System.getProperty("port.http"),
                                    System.getProperty("port.https"),
                                    System.getProperty("angarium.uri")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
