package io.angarium.server.tool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where things are in a broker's data folder, as the commands that work without a broker need to know. */
final class DataFolder {
    private DataFolder() {}

    /** The journal's directory. */
    static Path journal(Path data) {
        return data.resolve("journal");
    }

    /** Removes a temporary folder with all that is in it, as far as possible. */
    static void deleteQuietly(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(DataFolder::delete);
        } catch (IOException | UncheckedIOException e) {
            return; // gone already, or still in use by a broker that is being killed
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
