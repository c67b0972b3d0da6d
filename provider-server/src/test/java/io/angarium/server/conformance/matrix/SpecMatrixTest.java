package io.angarium.server.conformance.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Holds {@code docs/spec-matrix.md}, the rows and the tests together; {@code -Dspec.matrix=write} writes the page. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SpecMatrixTest {
    private static final Path ROOT = root();
    private static final Path PAGE = ROOT.resolve("docs").resolve("spec-matrix.md");
    private static final Path ROWS =
            ROOT.resolve("provider-server").resolve("src").resolve("test").resolve("requirements");

    @Test
    void everyRowHasATestAndEveryTestARow() throws IOException {
        assertThat(matrix().faults()).isEmpty();
    }

    @Test
    void thePageIsUpToDate() throws IOException {
        String page = matrix().page();
        if ("write".equals(System.getProperty("spec.matrix"))) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE))
                .as("docs/spec-matrix.md is out of date; run this test with -Dspec.matrix=write")
                .isEqualTo(page);
    }

    /** Ten rows to break by hand, as the README of the rows tells: {@code -Dspec.draw=SEED}. */
    @Test
    @EnabledIfSystemProperty(named = "spec.draw", matches = "-?\\d+")
    void tenRowsAreDrawnToBeBroken() throws IOException {
        long seed = Long.getLong("spec.draw");
        List<String> drawn = matrix().draw(10, seed);
        System.out.println("rows drawn with seed " + seed + ":\n" + String.join("\n", drawn));
        assertThat(drawn).hasSize(10);
    }

    /** Maven runs tests in a module's folder, other tools in the project's. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("provider-server")) ? here : here.getParent();
    }

    private static SpecMatrix matrix() throws IOException {
        return new SpecMatrix(Requirements.in(ROWS), Proofs.under(ROOT));
    }
}
