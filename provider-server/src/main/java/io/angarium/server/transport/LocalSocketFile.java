package io.angarium.server.transport;

import io.angarium.wire.LocalPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a broker's Unix domain socket is, and what its predecessors that were killed have left. The data folder has one owner, so nobody listens at those. No state. */
final class LocalSocketFile {
    private static final Logger LOG = LoggerFactory.getLogger(LocalSocketFile.class);

    /** What the JDK of a client takes, a byte less than the system. */
    private static final int MAX_PATH_BYTES = 106;

    private LocalSocketFile() {}

    /** The path of a new one, which clients are told; null where there can be none, which the log says. */
    static @Nullable Path in(Path folder) {
        Path path = folder.toAbsolutePath().normalize().resolve(LocalPath.name());
        if (!Files.isDirectory(folder)) {
            return null; // the journal is not on a disk
        }
        try {
            leftIn(folder).forEach(LocalSocketFile::delete);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("cannot look for sockets of before in {}: {}", folder, e.getMessage());
        }
        int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_PATH_BYTES) {
            LOG.info(
                    "no local socket, as the path of the data folder {} is {} bytes too long for it",
                    path.getParent(),
                    bytes - MAX_PATH_BYTES);
            return null;
        }
        return path;
    }

    private static List<Path> leftIn(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(each -> LocalPath.isOne("/" + each.getFileName())).toList();
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("cannot remove the socket {}: {}", path, e.getMessage());
        }
    }
}
