package io.angarium.examples.servers;

import io.angarium.examples.servers.app.Ledger;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The application under test: its archive, and what it is told to do over HTTP. Used by any thread. */
final class Application {
    private final Web web = new Web();

    /** The application with the descriptors of that server. */
    static WebArchive archive(Server server) {
        WebArchive archive = ShrinkWrap.create(WebArchive.class, "app.war")
                .addPackage(Ledger.class.getPackage())
                .addAsLibraries(derby().toArray(File[]::new))
                .addAsWebInfResource(
                        new StringAsset("<beans xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"4.0\""
                                + " bean-discovery-mode=\"all\"/>"),
                        "beans.xml");
        Path descriptors = Path.of("src", "main", "servers", server.name(), "application");
        try (var files = Files.list(descriptors)) {
            files.sorted().forEach(file -> {
                try {
                    archive.addAsWebInfResource(
                            new StringAsset(Files.readString(file)),
                            file.getFileName().toString());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return archive;
    }

    /** The jars of the database. */
    static List<File> derby() {
        return List.of(
                library("org.apache.derby.iapi.jdbc.AutoloadedDriver"),
                library("org.apache.derby.shared.common.error.StandardException"),
                library("org.apache.derby.jdbc.EmbeddedXADataSource"));
    }

    /** The jar, or the folder, that a class comes from. */
    static File library(String type) {
        try {
            return new File(Class.forName(type, false, Application.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (ReflectiveOperationException | java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A call with a queue and a text. */
    Web.Answer call(String what, String queue, String text) {
        return call(what, Map.of("queue", queue, "text", text));
    }

    /** A call with the parameters that differ from one message that is not rolled back. */
    Web.Answer call(String what, Map<String, String> parameters) {
        Map<String, String> all = new TreeMap<>(Map.of("queue", "", "text", "", "count", "1", "rollback", "false"));
        all.putAll(parameters);
        String form = all.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        try {
            return web.post("app/do/" + what, form);
        } catch (UncheckedIOException e) {
            return new Web.Answer(0, e.toString());
        }
    }

    /** What beans have written down of messages whose text begins so, oldest first. */
    List<Ledger.Entry> entries(String beginning) {
        Web.Answer answer = call("entries", "", beginning);
        if (!answer.succeeded()) {
            throw new IllegalStateException(answer.toString());
        }
        return answer.text().lines().map(Application::entry).toList();
    }

    private static Ledger.Entry entry(String line) {
        String[] fields = line.split("\t", -1);
        return new Ledger.Entry(
                fields[0],
                fields[1],
                Integer.parseInt(fields[2]),
                Boolean.parseBoolean(fields[3]),
                fields[4],
                Long.parseLong(fields[5]));
    }
}
