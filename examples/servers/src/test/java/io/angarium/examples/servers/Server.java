package io.angarium.examples.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A server that Maven has unpacked: how it is made to serve {@code angarium.rar}, from the files that docs/servers shows. */
abstract class Server {
    static final Path RAR = Path.of("")
            .toAbsolutePath()
            .resolve("../../resource-adapter/target/angarium.rar")
            .normalize();

    private final String name;
    private final Path home;
    private int steps;

    Server(String name) {
        this.name = name;
        this.home = Path.of(System.getProperty("server.home")).toAbsolutePath();
        System.setProperty("server.home", home.toString());
    }

    static Server named(String name) {
        return switch (name) {
            case "wildfly" -> new WildFly();
            case "liberty" -> new Liberty();
            case "glassfish" -> new GlassFish();
            case "payara" -> new Payara();
            case "tomee" -> new TomEe();
            default -> throw new IllegalArgumentException("no such server: " + name);
        };
    }

    final String name() {
        return name;
    }

    final Path home() {
        return home;
    }

    /** What it needs ports for, and how far they are from the first one; system properties {@code port.NAME} have them. */
    abstract Map<String, Integer> ports();

    /** Configures it, from what it was when it was unpacked. */
    abstract void configure();

    /** Whether it recovers what a crash has left prepared, with any adapter at all. */
    boolean recovers() {
        return true;
    }

    /**
     * Whether it recovers nothing while anything is gone that it has worked with since its last start, such as the database of an application
     * that was taken away.
     */
    boolean wantsAllResources() {
        return false;
    }

    /** What the application is asked to do so that it ends the server between prepare and commit. */
    String crash() {
        return "halt";
    }

    /** Starts it after a crash, where Arquillian's adapter does that with the next deployment only. */
    void startAgain() {}

    /** Adds to an application that defines resources of the adapter by annotations what this server wants to know beside. */
    void define(WebArchive application) {}

    /** Base of the address of an application. */
    final String address() {
        return "http://127.0.0.1:" + System.getProperty("port.http") + "/";
    }

    /** The configuration that the page of this server shows. */
    final Path configuration(String file) {
        return Path.of("src", "main", "servers", name, file).toAbsolutePath();
    }

    /** Puts a folder back to what it was when it was unpacked. */
    final void restore(Path folder) {
        Path pristine = folder.resolveSibling(folder.getFileName() + ".pristine");
        try {
            if (!Files.exists(pristine)) {
                copy(folder, pristine);
            }
            delete(folder);
            copy(pristine, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a tool of the server in a folder, expects success, and returns what it has said. */
    final String run(Path folder, List<String> command) {
        steps++;
        Path log = Path.of("target", "servers", name + "-configure-" + steps + ".log")
                .toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(folder.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
        try {
            Process process = builder.start();
            if (!process.waitFor(3, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " does not end, see " + log);
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(command + " ended with " + process.exitValue() + ", see " + log);
            }
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
