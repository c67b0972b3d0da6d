package io.angarium.examples.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code docs/frameworks.md} shows the code that the other tests here run, and the versions. */
@Timeout(20)
class FrameworksPageTest {
    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path PAGE = MODULE.resolve("../../docs/frameworks.md").normalize();
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern VERSION = Pattern.compile("<(spring|pooled\\.jms|camel)\\.version>([^<]+)<");

    @Test
    void everyPieceOfJavaIsInTheSources() throws IOException {
        String sources = normalised(sources());

        assertThat(blocks("java")).hasSizeGreaterThan(8).allSatisfy(block -> assertThat(sources)
                .contains(normalised(block)));
    }

    @Test
    void theVersionsAreThoseOfTheBuild() throws IOException {
        String page = Files.readString(PAGE);
        Matcher version = VERSION.matcher(Files.readString(MODULE.resolve("pom.xml")));
        int versions = 0;
        while (version.find()) {
            versions++;
            assertThat(page).contains("| " + version.group(2) + " |").contains("<version>" + version.group(2) + "<");
        }
        assertThat(versions).isEqualTo(3);
    }

    private static List<String> blocks(String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(PAGE));
        while (block.find()) {
            if (block.group(1).equals(language)) {
                blocks.add(block.group(2));
            }
        }
        return blocks;
    }

    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(MODULE.resolve("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    private static String normalised(String code) {
        return code.replaceAll("\\s+", " ").strip();
    }
}
