package io.angarium.server;

import io.angarium.journal.file.FileDisk;
import io.angarium.journal.file.JournalDisk;
import io.angarium.server.host.BackupTarget;
import io.angarium.server.security.UserStore;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A copy of a data folder: the journal, and the users file if it is there too. Immutable.
 *
 * @param settings of the broker whose data are copied
 * @param folder the copy
 */
record DataFolderCopy(BrokerSettings settings, Path folder) implements BackupTarget {
    static BackupTarget of(BrokerSettings settings, String folder) {
        try {
            Path path = Path.of(folder);
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException(
                        "'" + folder + "' is no absolute path; name the folder from the root of the broker's machine");
            }
            return new DataFolderCopy(settings, path.normalize());
        } catch (InvalidPathException bad) {
            throw new IllegalArgumentException("'" + folder + "' is no path: " + bad.getReason(), bad);
        }
    }

    @Override
    public JournalDisk journal() {
        return FileDisk.of(folder.resolve(BrokerSettings.JOURNAL_FOLDER));
    }

    @Override
    public void copyTheRest() throws IOException {
        Path users = settings.security().usersFile();
        if (users.toAbsolutePath()
                .normalize()
                .startsWith(settings.data().toAbsolutePath().normalize())) {
            UserStore.copy(users, folder.resolve(String.valueOf(users.getFileName())));
        }
    }
}
