package io.angarium.examples.benchmark.run;

import io.angarium.examples.benchmark.provider.ProviderException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The repository that this benchmark is part of. */
public final class Git {
    private static final int LINES = 5;

    private final Path root;

    public Git(Path root) {
        this.root = root;
    }

    /** The commit that is checked out, with a plus if files differ from it; {@code unknown} without git. */
    public String commit() {
        try {
            String hash =
                    run(List.of("git", "rev-parse", "--short", "HEAD"), root).trim();
            boolean clean = run(List.of("git", "status", "--porcelain", "--untracked-files=no"), root)
                    .isBlank();
            return hash + (clean ? "" : "+");
        } catch (ProviderException | IOException e) {
            return "unknown";
        }
    }

    /**
     * Builds another commit, its gates and tests left out.
     *
     * @param ref the commit, by any name that git knows
     * @param folder an empty folder for its files
     * @return the short name of the commit
     * @throws ProviderException if there is none or it does not build
     */
    public String build(String ref, Path folder) throws IOException {
        String hash = run(List.of("git", "rev-parse", "--short", ref + "^{commit}"), root)
                .trim();
        Path archive = folder.resolve("commit.tar");
        run(List.of("git", "archive", "--output", archive.toString(), hash), root);
        run(List.of("tar", "-xf", archive.toString()), folder);
        Files.delete(archive);
        run(
                List.of(
                        "mvn",
                        "-q",
                        "-B",
                        "package",
                        "-pl",
                        "provider-server",
                        "-am",
                        "-DskipTests",
                        "-Dspotless.check.skip",
                        "-Dcheckstyle.skip",
                        "-Djacoco.skip"),
                folder);
        return hash;
    }

    private static String run(List<String> command, Path folder) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new ProviderException(String.join(" ", command) + " failed in " + folder + ": " + reason(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProviderException("interrupted", e);
        }
        return output;
    }

    /** The first lines that speak of an error say more than the last ones. */
    private static String reason(String output) {
        List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
        List<String> errors = lines.stream()
                .filter(line -> line.contains("ERROR") || line.startsWith("fatal"))
                .toList();
        List<String> telling = errors.isEmpty() ? lines : errors;
        return String.join(" / ", telling.subList(0, Math.min(LINES, telling.size())));
    }
}
