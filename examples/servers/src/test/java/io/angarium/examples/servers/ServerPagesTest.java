package io.angarium.examples.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pages of {@code docs/servers} show the configurations that the tests use, and nothing else. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class ServerPagesTest {
    private static final Path CONFIGURATIONS = Path.of("src", "main", "servers");
    private static final Path PAGES = Path.of("..", "..", "docs", "servers");
    private static final Pattern BLOCK = Pattern.compile("```\\w*\\n(.*?)```", Pattern.DOTALL);

    @Test
    void eachServerHasAPageThatShowsAllOfItsFiles() throws IOException {
        List<Path> servers = folder(CONFIGURATIONS);
        assertThat(servers).isNotEmpty();
        for (Path server : servers) {
            List<String> shown = BLOCK.matcher(Files.readString(PAGES.resolve(server.getFileName() + ".md")))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(shown).as(server.toString()).containsExactlyInAnyOrderElementsOf(contents(server));
        }
        assertThat(folder(PAGES)).hasSameSizeAs(servers);
    }

    private static List<Path> folder(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static List<String> contents(Path server) throws IOException {
        try (Stream<Path> files = Files.walk(server)) {
            return files.filter(Files::isRegularFile)
                    .map(ServerPagesTest::content)
                    .toList();
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
