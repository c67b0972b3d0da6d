package io.angarium.examples.servers;

import io.angarium.examples.servers.halting.HaltingDataSource;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;

/** Open Liberty, configured by files in the folder of its one server. */
final class Liberty extends Server {
    Liberty() {
        super("liberty");
    }

    @Override
    Map<String, Integer> ports() {
        return Map.of("http", 0, "https", 1);
    }

    /** It recovers no transaction before it has found all of its resources again, and these only if it has configured them itself. */
    @Override
    String crash() {
        return "haltByDatabase";
    }

    @Override
    boolean wantsAllResources() {
        return true;
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
            ShrinkWrap.create(JavaArchive.class)
                    .addPackage(HaltingDataSource.class.getPackage())
                    .as(ZipExporter.class)
                    .exportTo(folder.resolve("derby/halting.jar").toFile(), true);
            // what the tests need beside: their ports, Arquillian's way to deploy, a database that ends the server
            Files.createDirectories(folder.resolve("configDropins/overrides"));
            Files.writeString(
                    folder.resolve("configDropins/overrides/tests.xml"),
                    """
                    <server>
                      <featureManager><feature>localConnector-1.0</feature></featureManager>
                      <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%s" httpsPort="%s"/>
                      <applicationMonitor updateTrigger="mbean"/>
                      <library id="derby"><fileset dir="${server.config.dir}/derby"/></library>
                      <jdbcDriver id="halting" libraryRef="derby"
                          javax.sql.XADataSource="io.angarium.examples.servers.halting.HaltingDataSource"/>
                      <dataSource jndiName="jdbc/halting" jdbcDriverRef="halting" type="javax.sql.XADataSource">
                        <properties databaseName="${server.config.dir}/halting"/>
                      </dataSource>
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
