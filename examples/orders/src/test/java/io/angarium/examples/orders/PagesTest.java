package io.angarium.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code docs/xa.md}, {@code docs/outbox.md} and {@code docs/tasks.md} show the code that {@link OrdersIT} and {@link ReceiptsTest} run, and that the tests of {@code examples/servers} run in servers. */
@Timeout(20)
class PagesTest {
    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final List<Path> SOURCES = List.of(
            MODULE.resolve("src/main/java"),
            MODULE.resolve("../servers/src/test/java/io/angarium/examples/servers/app"));
    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @CsvSource({"xa.md, 15", "outbox.md, 3", "tasks.md, 4"})
    void everyPieceOfJavaIsInTheSources(String page, int pieces) throws IOException {
        String sources = normalised(sources());
        List<String> blocks = new ArrayList<>();
        Matcher block =
                BLOCK.matcher(Files.readString(MODULE.resolve("../../docs").resolve(page)));
        while (block.find()) {
            blocks.add(normalised(block.group(1)));
        }

        assertThat(blocks).hasSize(pieces).allSatisfy(piece -> assertThat(sources)
                .contains(piece));
    }

    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path folder : SOURCES) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    all.append(Files.readString(file));
                }
            }
        }
        return all.toString();
    }

    private static String normalised(String code) {
        return code.replaceAll("\\s+", " ").strip();
    }
}
