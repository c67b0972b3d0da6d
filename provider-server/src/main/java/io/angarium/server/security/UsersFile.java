package io.angarium.server.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The users file: a line for each user, {@code #} begins a comment line.
 *
 * <pre>
 * name:role,role:pbkdf2-sha256:iterations:salt:hash
 * </pre>
 *
 * Written as a whole into a new file that then takes the old one's name, readable by its owner only.
 */
final class UsersFile {
    private static final String HEADER = "# Angarium users, written by: angarium user";
    private static final int FIELDS = 3;

    private final Path path;

    /** One line. */
    record Entry(User user, PasswordHash hash) {}

    /** Tells one state of the file from another; absent files have the size -1. */
    record Stamp(FileTime changed, long size) {
        private static final Stamp ABSENT = new Stamp(FileTime.fromMillis(0), -1);
    }

    UsersFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    Stamp stamp() throws IOException {
        try {
            return new Stamp(Files.getLastModifiedTime(path), Files.size(path));
        } catch (NoSuchFileException e) {
            return Stamp.ABSENT;
        }
    }

    /** All users by name, none if there is no file. */
    Map<String, Entry> read() throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(path, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return entries;
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                Entry entry = parse(line, i + 1);
                if (entries.put(entry.user().name(), entry) != null) {
                    throw new UsersFileException(
                            path + ":" + (i + 1) + ": user " + entry.user().name() + " is there twice");
                }
            }
        }
        return entries;
    }

    void write(Map<String, Entry> entries) throws IOException {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (Entry entry : entries.values()) {
            text.append(entry.user().name())
                    .append(':')
                    .append(String.join(",", entry.user().roles()))
                    .append(':')
                    .append(entry.hash())
                    .append('\n');
        }
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        createPrivate(fresh);
        Files.write(
                fresh,
                text.toString().getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Copies the file as it is, if there is one. */
    void copyTo(Path copy) throws IOException {
        byte[] contents;
        try {
            contents = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            return; // nobody has been entered
        }
        createPrivate(copy);
        Files.write(copy, contents, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    }

    private static void createPrivate(Path file) throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    private Entry parse(String line, int number) {
        String[] fields = line.split(":", FIELDS);
        if (fields.length < FIELDS || fields[0].isEmpty()) {
            throw new UsersFileException(path + ":" + number + ": expected name:roles:hash");
        }
        try {
            return new Entry(new User(fields[0], roles(fields[1])), PasswordHash.parse(fields[2]));
        } catch (IllegalArgumentException e) {
            throw new UsersFileException(path + ":" + number + ": " + e.getMessage());
        }
    }

    private static SortedSet<String> roles(String text) {
        SortedSet<String> roles = new TreeSet<>();
        if (!text.isEmpty()) {
            roles.addAll(Arrays.asList(text.split(",")));
        }
        return roles;
    }
}
