package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class ArgumentsTest {

    @ParameterizedTest
    @CsvSource({"500ms, 500", "10s, 10000", "10, 10000", "5m, 300000", "2h, 7200000", "0, 0"})
    void durationsHaveAUnit(String text, long millis) {
        assertThat(new DurationConverter().convert(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "1.5s", "1d", "ten"})
    void whatIsNoDurationIsRefused(String text) {
        assertThatThrownBy(() -> new DurationConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("is not a duration");
    }

    @Test
    void whatIsTooLongToBeCountedInNanosecondsIsRefused() {
        assertThat(new DurationConverter().convert("876000h").toNanos()).isPositive();
        assertThatThrownBy(() -> new DurationConverter().convert("999999999999h"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("longer than a hundred years");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "300, 300", "10k, 10240", "1m, 1048576", "1KiB, 1024", "2MB, 2097152"})
    void sizesMayHaveAUnit(String text, int bytes) {
        assertThat(new SizeConverter().convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "1g", "1025m", "99999999999"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> new SizeConverter().convert(text)).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void propertiesAreTextUnlessTypedOtherwise() {
        assertThat(PropertyArgument.parse("a=b")).isEqualTo(new PropertyArgument("a", "b"));
        assertThat(PropertyArgument.parse("a=b=c:d")).isEqualTo(new PropertyArgument("a", "b=c:d"));
        assertThat(PropertyArgument.parse("a:string=5")).isEqualTo(new PropertyArgument("a", "5"));
        assertThat(PropertyArgument.parse("a:boolean=TRUE")).isEqualTo(new PropertyArgument("a", true));
        assertThat(PropertyArgument.parse("a:byte=5")).isEqualTo(new PropertyArgument("a", (byte) 5));
        assertThat(PropertyArgument.parse("a:short=5")).isEqualTo(new PropertyArgument("a", (short) 5));
        assertThat(PropertyArgument.parse("a:int=-5")).isEqualTo(new PropertyArgument("a", -5));
        assertThat(PropertyArgument.parse("a:long=5")).isEqualTo(new PropertyArgument("a", 5L));
        assertThat(PropertyArgument.parse("a:float=5.5")).isEqualTo(new PropertyArgument("a", 5.5f));
        assertThat(PropertyArgument.parse("a:double=5.5")).isEqualTo(new PropertyArgument("a", 5.5));
        assertThat(PropertyArgument.parse("a=")).isEqualTo(new PropertyArgument("a", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a | 'a' is not name=value or name:type=value",
                "=b | '=b' is not name=value or name:type=value",
                "a:int=x | 'x' is not of type int (in 'a:int=x')",
                "a:boolean=1 | '1' is not of type boolean (in 'a:boolean=1')",
                "a:itn=1 | unknown property type itn, did you mean int?",
            })
    void aPropertyThatCannotBeReadSaysWhy(String text, String line) {
        assertThatThrownBy(() -> PropertyArgument.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(line.replace("'''", "'"));
    }

    @Test
    void theNearestWordIsFoundOnlyIfItIsNear() {
        List<String> known = List.of("--port", "--host", "--data", "--config");
        assertThat(Nearest.of("--prot", known)).contains("--port");
        assertThat(Nearest.of("--dta", known)).contains("--data");
        assertThat(Nearest.of("--conf", known)).contains("--config");
        assertThat(Nearest.of("--zzzzzz", known)).isEmpty();
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Nearest.distance("ab", "ba")).isEqualTo(1);
    }

    @Test
    void thePasswordComesFromTheOptionThenTheVariableThenTheTerminal() {
        Terminal nobody = new Captured().terminal();
        assertThat(ConnectOptions.secret("ann", "given", "variable", nobody)).isEqualTo("given");
        assertThat(ConnectOptions.secret("ann", null, "variable", nobody)).isEqualTo("variable");
    }
}
