package io.angarium.examples.benchmark.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Finds what the build has made: this broker, and the peers if the profile {@code peers} was on. */
public final class Installations {
    private static final String PEERS = "examples/benchmark/peers";

    private static final String EXECUTABLE = "provider-server/target/angarium.jar";

    private final Path root;

    /**
     * @param root folder of the repository
     */
    public Installations(Path root) {
        this.root = root;
    }

    /** The repository. */
    public Path root() {
        return root;
    }

    /** Angarium, built in a folder that holds its repository. */
    public static Provider angarium(String id, String title, String version, Path root) {
        Path executable = root.resolve(EXECUTABLE);
        List<Path> client = jars(root.resolve("jms-client/target"), "angarium-jms-client-");
        if (!Files.isRegularFile(executable) || client.isEmpty()) {
            throw new ProviderException("there is no " + executable + ": build it with mvn -q package -DskipTests");
        }
        return new Provider(
                id,
                title,
                version,
                List.of(
                        "-Dangarium.log.level=WARN",
                        "-jar",
                        executable.toString(),
                        "serve",
                        "--data",
                        "{data}",
                        "--port",
                        "{port}"),
                client,
                List.of(executable),
                "io.angarium.jms.AngariumConnectionFactory",
                "io.angarium.jms.AngariumXAConnectionFactory",
                "angarium://localhost:{port}");
    }

    /**
     * Apache Artemis, if it was built. Without a confirmation window its client calls completion listeners as soon as a message has been
     * written to the socket, so one is set.
     */
    public List<Provider> artemis() {
        return peer(
                "artemis",
                "Artemis",
                "artemis-server-",
                "org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory",
                "org.apache.activemq.artemis.jms.client.ActiveMQXAConnectionFactory",
                "tcp://localhost:{port}?confirmationWindowSize=1048576");
    }

    /** ActiveMQ Classic, if it was built. */
    public List<Provider> classic() {
        return peer(
                "classic",
                "ActiveMQ Classic",
                "activemq-broker-",
                "org.apache.activemq.ActiveMQConnectionFactory",
                "org.apache.activemq.ActiveMQXAConnectionFactory",
                "tcp://localhost:{port}");
    }

    /** The yardsticks: a driver without any provider. */
    public static Provider bare() {
        return new Provider(Provider.BARE, "bare", "-", List.of(), List.of(), List.of(), "-", "-", "-");
    }

    private List<Provider> peer(
            String id, String title, String named, String factory, String xaFactory, String address) {
        Path target = root.resolve(PEERS).resolve(id).resolve("target");
        List<Path> path = new ArrayList<>(jars(target, "angarium-benchmark-"));
        path.addAll(jars(target.resolve("lib"), ""));
        List<Path> versioned = jars(target.resolve("lib"), named);
        if (versioned.isEmpty() || path.size() < 2) {
            return List.of();
        }
        String file = versioned.get(0).getFileName().toString();
        String main = "io.angarium.examples.benchmark.peer." + id + ".PeerBroker";
        List<String> broker = List.of("-cp", classPath(path), main, "{data}", "{port}");
        String version = file.substring(named.length(), file.length() - ".jar".length());
        return List.of(new Provider(id, title, version, broker, path, List.of(), factory, xaFactory, address));
    }

    static String classPath(List<Path> path) {
        return String.join(
                java.io.File.pathSeparator, path.stream().map(Path::toString).toList());
    }

    /** The library jars of a folder whose names begin like this, in the order of their names. */
    private static List<Path> jars(Path folder, String prefix) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> isLibrary(file.getFileName().toString(), prefix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    private static boolean isLibrary(String name, String prefix) {
        return name.startsWith(prefix)
                && name.endsWith(".jar")
                && !name.endsWith("-tests.jar")
                && !name.endsWith("-sources.jar")
                && !name.endsWith("-javadoc.jar");
    }

    /** Angarium's version, from the manifest of its executable. */
    public static String versionOf(Installations installations) {
        Path jar = installations.root.resolve(EXECUTABLE);
        try (JarFile file = new JarFile(jar.toFile())) {
            String version = file.getManifest().getMainAttributes().getValue("Implementation-Version");
            return version == null ? "unknown" : version;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + jar, e);
        }
    }
}
