package io.angarium.server.conformance.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The rows as written by hand: files {@code *.txt} in one folder, read in the order of their names.
 *
 * <pre>
 * # a comment
 * = Title of a chapter
 * 4.2-a | must | 6.1.2, Connection | what is demanded, in our words
 * 4.2 | none | what asks nothing of a provider | the reason
 * </pre>
 */
final class Requirements {
    private static final Pattern ID = Pattern.compile("([0-9]+(\\.[0-9]+)*|[A-Z][A-Za-z]+)-[a-z]{1,2}");
    private static final Set<String> LEVELS = Set.of("must", "required", "not permitted");

    /** A chapter: its title, its rows and what in it binds somebody else. */
    record Chapter(String title, List<Requirement> rows, List<NotBinding> notBinding) {}

    private final List<Chapter> chapters = new ArrayList<>();
    private final Map<String, Requirement> byId = new HashMap<>();

    private Requirements() {}

    static Requirements in(Path folder) throws IOException {
        Requirements requirements = new Requirements();
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            requirements.read(file.getFileName().toString(), Files.readAllLines(file));
        }
        return requirements;
    }

    static Requirements of(String file, List<String> lines) {
        Requirements requirements = new Requirements();
        requirements.read(file, lines);
        return requirements;
    }

    List<Chapter> chapters() {
        return chapters;
    }

    List<Requirement> rows() {
        return chapters.stream().flatMap(chapter -> chapter.rows().stream()).toList();
    }

    boolean has(String id) {
        return byId.containsKey(id);
    }

    private void read(String file, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                take(line);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ":" + (i + 1) + ": " + e.getMessage(), e);
            }
        }
    }

    private void take(String line) {
        if (line.startsWith("=")) {
            chapters.add(new Chapter(line.substring(1).strip(), new ArrayList<>(), new ArrayList<>()));
            return;
        }
        if (chapters.isEmpty()) {
            throw new IllegalArgumentException("a row before the first chapter: put '= Title' above it");
        }
        Chapter chapter = chapters.get(chapters.size() - 1);
        String[] fields = line.split("\\|", -1);
        for (int i = 0; i < fields.length; i++) {
            fields[i] = fields[i].strip();
        }
        if (fields.length == 4 && fields[1].equals("none")) {
            chapter.notBinding().add(new NotBinding(fields[0], fields[2], fields[3]));
            return;
        }
        Requirement row = row(fields);
        if (byId.put(row.id(), row) != null) {
            throw new IllegalArgumentException("a second row " + row.id() + ": give it the next letter");
        }
        chapter.rows().add(row);
    }

    private static Requirement row(String[] fields) {
        if (fields.length != 4) {
            throw new IllegalArgumentException("not 'id | level | also | text': " + String.join(" | ", fields));
        }
        if (!ID.matcher(fields[0]).matches()) {
            throw new IllegalArgumentException("not a section or type with a letter, like 4.2-a: " + fields[0]);
        }
        if (!LEVELS.contains(fields[1])) {
            throw new IllegalArgumentException("level " + fields[1] + " is none of " + LEVELS);
        }
        return new Requirement(fields[0], fields[1], fields[2], fields[3]);
    }
}
