package io.angarium.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * After a TCK run: writes {@code tck-report.md} and fails unless exactly as many tests ran and passed as should. Arguments: the folder that holds
 * {@code failsafe-reports} and gets the page, the number of tests, then {@code name=value} for each circumstance that the page states.
 */
public final class TckReport {
    private static final String PAGE = "tck-report.md";
    private static final String REPORTS = "failsafe-reports";

    /** System property of Maven: the tests that were picked; where it is set, no count is expected. */
    private static final String PICKED = "it.test";

    private TckReport() {}

    /**
     * See the class.
     *
     * @throws IOException if the reports cannot be read or the page not written
     * @throws TckFailedException unless all passed
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        int expected = System.getProperty(PICKED) == null ? Integer.parseInt(arguments[1]) : 0;
        RunSummary summary = new RunSummary(
                ReportReader.read(folder.resolve(REPORTS)),
                expected,
                circumstances(List.of(arguments).subList(2, arguments.length)));
        Path page = folder.resolve(PAGE);
        Files.writeString(page, summary.page());
        System.out.println("TCK: " + summary.verdict());
        System.out.println("TCK: " + page);
        if (!summary.good()) {
            throw new TckFailedException("the TCK did not pass: " + summary.verdict() + "; see " + page);
        }
    }

    private static Map<String, String> circumstances(List<String> given) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String pair : given) {
            int at = pair.indexOf('=');
            String value = pair.substring(at + 1);
            all.put(pair.substring(0, at), value.isBlank() ? "the default" : value);
        }
        all.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        all.put("JDK of the build", System.getProperty("java.runtime.version"));
        return all;
    }
}
