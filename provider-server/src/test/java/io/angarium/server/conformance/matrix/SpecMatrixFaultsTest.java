package io.angarium.server.conformance.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the matrix refuses. */
@Timeout(value = 10, unit = TimeUnit.SECONDS)
class SpecMatrixFaultsTest {
    private static final String PATH = "some-module/src/test/java/io/angarium/some/SomeTest.java";

    @Test
    void rowWithoutATestIsAFault() {
        assertThat(matrix("4.2-a | must | | be kind", "").faults()).containsExactly("4.2-a has no test: be kind");
    }

    @Test
    void testOfAnUnknownRowIsAFault() {
        assertThat(matrix("4.2-a | must | | be kind", test("{\"4.2-a\", \"9.9-z\"}", "@Test"))
                        .faults())
                .containsExactly(PATH + ": isKind proves 9.9-z, which is no row");
    }

    @Test
    void pageNamesRowsAndTests() {
        String page = matrix(
                        "4.2-a | must | 4.3, Session | be kind",
                        "4.2-b | must | | be brave",
                        "4.2 | none | be rich | binds the application",
                        test("{\"4.2-a\", \"4.2-b\"}", "@ParameterizedTest"))
                .page();

        assertThat(page)
                .contains("2 rows, 1 tests.")
                .contains("| 4.2-a | must | be kind (also 4.3, Session) | [some.SomeTest] isKind |\n")
                .contains("| 4.2-b | must | be brave | [some.SomeTest] isKind |\n")
                .contains("| 4.2 | be rich | binds the application |\n")
                .contains("[some.SomeTest]: ../" + PATH + "\n");
    }

    @Test
    void claimOfWhatIsNoTestIsRefused() {
        assertThatThrownBy(() -> Proofs.in(PATH, test("\"4.2-a\"", "@Override")))
                .hasMessage(PATH + ": isKind claims [4.2-a] and is no test");
        assertThatThrownBy(() -> Proofs.in(PATH, test("\"4.2-a\"", "@Test @Disabled")))
                .hasMessageContaining("is no test");
        assertThatThrownBy(() -> Proofs.in(PATH, test("ROW", "@Test"))).hasMessageContaining("by a literal");
    }

    @Test
    void malformedRowsAreRefusedWithTheirLine() {
        assertThatThrownBy(() -> rows("= Title", "4.2 | must | | be kind"))
                .hasMessage("rows.txt:2: not a section or type with a letter, like 4.2-a: 4.2");
        assertThatThrownBy(() -> rows("= Title", "4.2-a | should | | be kind")).hasMessageContaining("level should");
        assertThatThrownBy(() -> rows("= Title", "4.2-a | must | | be kind | some day"))
                .hasMessageContaining("not 'id | level | also | text'");
        assertThatThrownBy(() -> rows("= Title", "4.2-a | must | | a", "4.2-a | must | | b"))
                .hasMessage("rows.txt:3: a second row 4.2-a: give it the next letter");
        assertThatThrownBy(() -> rows("4.2-a | must | | a")).hasMessageContaining("before the first chapter");
    }

    private static SpecMatrix matrix(String... rowsAndTest) {
        int last = rowsAndTest.length - 1;
        String[] rows = new String[last + 1];
        rows[0] = "= Title";
        System.arraycopy(rowsAndTest, 0, rows, 1, last);
        return new SpecMatrix(rows(rows), Proofs.in(PATH, rowsAndTest[last]));
    }

    private static Requirements rows(String... lines) {
        return Requirements.of("rows.txt", List.of(lines));
    }

    private static String test(String rows, String annotation) {
        return "class SomeTest {\n    @Test\n    void other() {\n    }\n\n    " + annotation + "\n    @Proves(" + rows
                + ")\n    void isKind() throws Exception {\n    }\n}\n";
    }
}
