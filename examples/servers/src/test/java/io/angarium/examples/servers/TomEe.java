package io.angarium.examples.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** TomEE, configured by files in its folder. */
final class TomEe extends Server {
    TomEe() {
        super("tomee");
    }

    @Override
    Map<String, Integer> ports() {
        return Map.of("http", 0, "https", 1, "stop", 2, "ajp", 3);
    }

    /** It tells its transaction manager of no adapter's resources: docs/servers/tomee.md has the proof. */
    @Override
    boolean recovers() {
        return false;
    }

    @Override
    void configure() {
        Path conf = home().resolve("conf");
        restore(conf);
        try {
            Files.copy(configuration("tomee.xml"), conf.resolve("tomee.xml"), StandardCopyOption.REPLACE_EXISTING);
            unpackJars(home().resolve("lib"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code unzip angarium.rar '*.jar'} does. */
    private static void unpackJars(Path folder) throws IOException {
        try (ZipFile rar = new ZipFile(RAR.toFile())) {
            for (ZipEntry entry : rar.stream().toList()) {
                if (entry.getName().endsWith(".jar")) {
                    try (InputStream jar = rar.getInputStream(entry)) {
                        Files.copy(jar, folder.resolve(entry.getName()), StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
    }
}
