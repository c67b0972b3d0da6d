package io.angarium.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, unit = TimeUnit.SECONDS)
class TckReportTest {
    private static final String REPORT =
            """
            <testsuite name="a.SomeIT" tests="3">
              <testcase name="good" classname="a.SomeIT" time="1,000.5"><system-out>x</system-out></testcase>
              <testcase name="bad" classname="a.SomeIT" time="0.5"><failure type="T">trace</failure></testcase>
              <testcase name="broken" classname="a.SomeIT" time="0"><error message="why&#10;where" type="T"/></testcase>
            </testsuite>
            """;

    @TempDir
    Path folder;

    @Test
    void failuresAndErrorsCountAndTheFirstLineOfWhatTheySayIsKept() throws IOException {
        report(REPORT);
        ClassResult result =
                ReportReader.read(folder.resolve("failsafe-reports")).get(0);
        assertThat(result.passed()).isEqualTo(1);
        assertThat(result.seconds()).isEqualTo(1001);
        assertThat(result.broken())
                .containsExactly(new ClassResult.Failure("bad", "T"), new ClassResult.Failure("broken", "why"));
    }

    @Test
    void aRunThatDidNotPassFailsTheBuildAndLeavesAPage() throws IOException {
        report(REPORT);
        String[] arguments = {folder.toString(), "3", "link="};
        assertThatThrownBy(() -> TckReport.main(arguments))
                .isInstanceOf(TckFailedException.class)
                .hasMessageContaining("1 passed, 2 failed");
        assertThat(folder.resolve("tck-report.md")).content().contains("| link | the default |");
    }

    @Test
    void aRunThatPassedIsQuiet() throws IOException {
        report("<testsuite name='a.SomeIT'><testcase name='good' time='1'/></testsuite>");
        TckReport.main(new String[] {folder.toString(), "1"});
        assertThat(folder.resolve("tck-report.md")).content().contains("\nPassed: 1 passed");
    }

    @Test
    void noReportsAreNoPass() {
        String[] arguments = {folder.toString(), "1"};
        assertThatThrownBy(() -> TckReport.main(arguments)).isInstanceOf(TckFailedException.class);
    }

    private void report(String text) throws IOException {
        Path reports = Files.createDirectories(folder.resolve("failsafe-reports"));
        Files.writeString(reports.resolve("TEST-a.SomeIT.xml"), text);
    }
}
