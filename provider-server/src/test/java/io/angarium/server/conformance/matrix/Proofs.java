package io.angarium.server.conformance.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The test methods with {@code @Proves}, found in the test sources of all modules: no module has to depend on another for it. */
final class Proofs {
    private static final Pattern CLAIM = Pattern.compile("^ *@Proves\\(([^)]*)\\)", Pattern.MULTILINE);
    private static final Pattern LITERAL = Pattern.compile("\"([^\"]*)\"");
    private static final Pattern METHOD = Pattern.compile("^ *(?:final )?[\\w<>?,. ]+ (\\w+)\\(", Pattern.MULTILINE);
    private static final Pattern CLASS = Pattern.compile("\\b(class|record|enum|interface) [^\n;]*\\{\n");
    private static final Pattern TEST = Pattern.compile("@(Test|ParameterizedTest|RepeatedTest|TestFactory)\\b");

    private Proofs() {}

    static List<Proof> under(Path root) throws IOException {
        List<Proof> proofs = new ArrayList<>();
        List<Path> modules;
        try (Stream<Path> entries = Files.list(root)) {
            modules = entries.map(entry -> entry.resolve("src").resolve("test").resolve("java"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        }
        for (Path module : modules) {
            try (Stream<Path> sources = Files.walk(module)) {
                for (Path source : sources.filter(file -> file.toString().endsWith(".java"))
                        .sorted()
                        .toList()) {
                    proofs.addAll(in(root.relativize(source).toString().replace('\\', '/'), Files.readString(source)));
                }
            }
        }
        return proofs;
    }

    static List<Proof> in(String source, String text) {
        List<Proof> proofs = new ArrayList<>();
        Matcher claim = CLAIM.matcher(text);
        while (claim.find()) {
            Matcher method = METHOD.matcher(text);
            if (!method.find(claim.end())) {
                throw new IllegalArgumentException(
                        source + ": @Proves(" + claim.group(1) + ") stands before no method");
            }
            List<String> rows = LITERAL.matcher(claim.group(1))
                    .results()
                    .map(literal -> literal.group(1))
                    .toList();
            if (rows.isEmpty()) {
                throw new IllegalArgumentException(source + ": " + method.group(1) + " proves no row by a literal");
            }
            String around = text.substring(endOfMemberBefore(text, claim.start()), method.start());
            if (!TEST.matcher(around).find() || around.contains("@Disabled")) {
                throw new IllegalArgumentException(
                        source + ": " + method.group(1) + " claims " + rows + " and is no test");
            }
            proofs.add(new Proof(source, method.group(1), rows));
        }
        return proofs;
    }

    /** The annotations of a method begin behind an empty line, or behind the head of its class. */
    private static int endOfMemberBefore(String text, int position) {
        int gap = text.lastIndexOf("\n\n", position);
        Matcher head = CLASS.matcher(text).region(Math.max(0, gap), position);
        int start = gap;
        while (head.find()) {
            start = head.end();
        }
        return Math.max(0, start);
    }
}
