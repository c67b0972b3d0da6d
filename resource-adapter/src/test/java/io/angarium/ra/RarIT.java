package io.angarium.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is in the RAR: Connectors 2.1 section 20.2. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class RarIT {

    @Test
    void itHasTheDescriptorTheAdapterTheClientAndNothingElse() throws Exception {
        try (ZipFile rar = new ZipFile(Path.of("target", "angarium.rar").toFile())) {
            assertThat(rar.stream()
                            .filter(entry -> !entry.isDirectory())
                            .map(ZipEntry::getName)
                            .filter(name -> !name.startsWith("META-INF/maven/"))
                            .map(name -> name.replaceFirst("-[0-9].*\\.jar$", ".jar")))
                    .containsExactlyInAnyOrder(
                            "META-INF/MANIFEST.MF",
                            "META-INF/ra.xml",
                            "angarium-resource-adapter.jar",
                            "angarium-jms-client.jar");
        }
    }
}
