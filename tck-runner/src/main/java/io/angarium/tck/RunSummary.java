package io.angarium.tck;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A TCK run: what its tests said, and the page about it.
 *
 * @param results by class
 * @param expected how many tests have to run and to pass; 0 for any number
 * @param circumstances what the run was made with, in order: versions and settings
 */
record RunSummary(List<ClassResult> results, int expected, Map<String, String> circumstances) {
    private static final String PACKAGE = "com.sun.ts.tests.jms.";

    int passed() {
        return results.stream().mapToInt(ClassResult::passed).sum();
    }

    int failed() {
        return results.stream().mapToInt(ClassResult::failed).sum();
    }

    int skipped() {
        return results.stream().mapToInt(ClassResult::skipped).sum();
    }

    /** Whether as many ran as should, and all of them passed. */
    boolean good() {
        boolean all = expected == 0 ? passed() > 0 : passed() == expected;
        return all && failed() == 0 && skipped() == 0;
    }

    /** The run in a line. */
    String verdict() {
        return "%d passed, %d failed, %d skipped in %d classes; %s"
                .formatted(
                        passed(),
                        failed(),
                        skipped(),
                        results.size(),
                        expected == 0
                                ? "a selection, no count was expected"
                                : expected + " have to run and to pass, not one more or less");
    }

    /** The page, in Markdown. */
    String page() {
        StringBuilder page = new StringBuilder(4096);
        page.append("# Jakarta Messaging TCK, outside-container part\n\n");
        page.append(good() ? "Passed: " : "NOT passed: ").append(verdict()).append(".\n\n");
        page.append("This is a test report, not a claim of certification.\n\n");
        page.append("| made with | |\n| --- | --- |\n");
        circumstances.forEach((name, value) ->
                page.append("| ").append(name).append(" | ").append(value).append(" |\n"));
        page.append("\n| class | passed | failed | skipped | seconds |\n| --- | ---: | ---: | ---: | ---: |\n");
        results.forEach(result -> page.append(line(result)));
        appendFailures(page);
        return page.append("\nTo repeat it: `docs/tck.md`.\n").toString();
    }

    private static String line(ClassResult result) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %.1f |%n",
                shortName(result),
                result.passed(),
                result.failed(),
                result.skipped(),
                result.seconds());
    }

    private void appendFailures(StringBuilder page) {
        if (failed() == 0) {
            return;
        }
        page.append("\n| failed | says |\n| --- | --- |\n");
        for (ClassResult result : results) {
            for (ClassResult.Failure failure : result.broken()) {
                String said = failure.message().replace("|", "\\|");
                page.append("| %s#%s | %s |%n".formatted(shortName(result), failure.test(), said));
            }
        }
    }

    private static String shortName(ClassResult result) {
        String name = result.name();
        return name.startsWith(PACKAGE) ? name.substring(PACKAGE.length()) : name;
    }
}
