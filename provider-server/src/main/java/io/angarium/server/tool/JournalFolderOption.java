package io.angarium.server.tool;

import io.angarium.journal.file.FileDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The data folder of a command that reads or writes a journal by itself: after {@code --data}, or alone. */
final class JournalFolderOption {
    @Option(names = "--data", paramLabel = "DIR", description = "The broker's data folder.")
    @Nullable
    Path data;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The same, without --data.")
    @Nullable
    Path alone;

    /** The folder that was named. */
    Path folder() {
        Path named = data == null ? alone : data;
        if (named == null || (data != null && alone != null)) {
            throw new UsageException("name one data folder: --data DIR");
        }
        return named;
    }

    FileDisk disk() {
        return disk(folder());
    }

    /** The journal in a data folder, which must be there. */
    static FileDisk disk(Path data) {
        Path journal = DataFolder.journal(data);
        if (!Files.isDirectory(journal)) {
            throw new ToolException("there is no journal in " + data + "; give a broker's data folder with --data");
        }
        return FileDisk.of(journal);
    }
}
