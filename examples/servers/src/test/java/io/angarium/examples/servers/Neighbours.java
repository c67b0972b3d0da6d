package io.angarium.examples.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jboss.shrinkwrap.api.ArchivePaths;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ExplodedImporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;

/** Other adapters beside {@code angarium.rar}: ActiveMQ Classic's, and our own once more with a broker in it. */
final class Neighbours {
    /** Where Maven puts it. */
    private static final Path ACTIVEMQ = Path.of("target", "servers", "activemq.rar");

    /** What a user adds: {@code angarium-provider-server} and what it needs. */
    private static final List<String> BROKER = List.of(
            "io.angarium.server.Broker",
            "io.angarium.journal.Journal",
            "io.netty.handler.ssl.SslHandler",
            "io.netty.handler.codec.ByteToMessageDecoder",
            "io.netty.channel.Channel",
            "io.netty.channel.epoll.Epoll",
            "io.netty.channel.unix.Socket",
            "io.netty.buffer.ByteBuf",
            "io.netty.resolver.AddressResolver",
            "io.netty.util.concurrent.Future",
            "org.slf4j.Logger");

    private Neighbours() {}

    /** Commands for {@code jboss-cli.sh} that deploy both. */
    static List<String> wildfly() {
        return List.of(
                "deploy " + ACTIVEMQ.toAbsolutePath(),
                "/subsystem=resource-adapters/resource-adapter=activemq:add(archive=activemq.rar, transaction-support=XATransaction)",
                "/subsystem=resource-adapters/resource-adapter=activemq/config-properties=ServerUrl:add("
                        + "value=\"vm://other?broker.persistent=false&broker.useJmx=false\")",
                "/subsystem=resource-adapters/resource-adapter=activemq/connection-definitions=other:add("
                        + "class-name=org.apache.activemq.ra.ActiveMQManagedConnectionFactory,"
                        + " jndi-name=\"java:/jms/activemq\", min-pool-size=0)",
                "deploy " + embedded(),
                "/subsystem=resource-adapters/resource-adapter=embedded:add(archive=embedded.rar, transaction-support=XATransaction)",
                "/subsystem=resource-adapters/resource-adapter=embedded/config-properties=uri:add(value=\"vm://embedded\")",
                "/subsystem=resource-adapters/resource-adapter=embedded/connection-definitions=embedded:add("
                        + "class-name=io.angarium.ra.outbound.AngariumManagedConnectionFactory,"
                        + " jndi-name=\"java:/jms/embedded\", min-pool-size=0)");
    }

    /** {@code angarium.rar} with a broker's jars beside the client's. */
    private static Path embedded() {
        Path file = Path.of("target", "servers", "embedded.rar").toAbsolutePath();
        ResourceAdapterArchive rar = ShrinkWrap.createFromZipFile(ResourceAdapterArchive.class, Server.RAR.toFile());
        for (String type : BROKER) {
            File library = Application.library(type);
            if (library.isDirectory()) { // in a build that has packed nothing
                rar.add(
                        ShrinkWrap.create(ExplodedImporter.class, type + ".jar")
                                .importDirectory(library)
                                .as(JavaArchive.class),
                        ArchivePaths.root(),
                        ZipExporter.class);
            } else {
                rar.addAsResource(library, library.getName());
            }
        }
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rar.as(ZipExporter.class).exportTo(file.toFile(), true);
        return file;
    }
}
