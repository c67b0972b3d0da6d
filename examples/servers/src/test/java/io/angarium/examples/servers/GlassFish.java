package io.angarium.examples.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** GlassFish, configured by its command line while its one domain runs. */
class GlassFish extends Server {
    GlassFish() {
        this("glassfish");
    }

    GlassFish(String name) {
        super(name);
    }

    /** Commands that only the tests need. */
    List<String> more() {
        return List.of();
    }

    /** Where {@code create-domain --portbase} puts them. */
    @Override
    final Map<String, Integer> ports() {
        return Map.ofEntries(
                Map.entry("base", 0),
                Map.entry("debug", 9),
                Map.entry("iiop", 37),
                Map.entry("iiops", 38),
                Map.entry("iiopsMutual", 39),
                Map.entry("admin", 48),
                Map.entry("osgi", 66),
                Map.entry("jms", 76),
                Map.entry("http", 80),
                Map.entry("https", 81),
                Map.entry("jmx", 86));
    }

    @Override
    final void configure() {
        restore(home().resolve("glassfish/domains"));
        Path commands = Path.of("target", "servers", name() + "-tests.asadmin").toAbsolutePath();
        try { // what the tests need beside: where their broker is, and no listener beyond this host
            String uri = System.getProperty("angarium.uri").replace(":", "\\\\:");
            Files.writeString(
                    commands,
                    String.join(
                            "\n",
                            "create-system-properties angarium.uri=" + uri,
                            "set configs.config.server-config.network-config.network-listeners.network-listener.http-listener-1.address=127.0.0.1",
                            "set configs.config.server-config.network-config.network-listeners.network-listener.http-listener-2.address=127.0.0.1",
                            "set configs.config.server-config.network-config.network-listeners.network-listener.admin-listener.address=127.0.0.1",
                            ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        asadmin("delete-domain", "domain1");
        asadmin("create-domain", "--nopassword", "--portbase", System.getProperty("port.base"), "domain1");
        asadmin("start-domain", "domain1");
        try {
            all(configuration("angarium.asadmin"));
            all(commands);
            for (String command : more()) {
                asadmin(("--port " + System.getProperty("port.admin") + " " + command).split(" "));
            }
        } finally {
            asadmin("stop-domain", "domain1");
        }
    }

    @Override
    final void startAgain() {
        asadmin("start-domain", "domain1");
    }

    /** All commands of a file; the tool goes on after one that fails. */
    private void all(Path file) {
        String said = asadmin("--port", System.getProperty("port.admin"), "multimode", "--file", file.toString());
        if (said.contains("failed.")) {
            throw new IllegalStateException("a command of " + file + " failed: " + said);
        }
    }

    private String asadmin(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("sh", home().resolve("bin/asadmin").toString()));
        command.addAll(List.of(arguments));
        return run(RAR.getParent(), command);
    }
}
