package io.angarium.jms.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.angarium.jms.uri.BrokerUri.Address;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(10)
class BrokerUriTest {

    @Test
    void hostAndPortAreRead() {
        BrokerUri uri = BrokerUri.parse("angarium://broker.example:9000");
        assertThat(uri.scheme()).isEqualTo(BrokerUri.PLAIN);
        assertThat(uri.addresses()).containsExactly(new Address("broker.example", 9000));
        assertThat(uri.options()).isEmpty();
    }

    @Test
    void thePortIs7171UnlessGiven() {
        assertThat(BrokerUri.parse("angarium://localhost").addresses()).containsExactly(new Address("localhost", 7171));
        assertThat(BrokerUri.parse("angarium+tls://localhost/").addresses())
                .containsExactly(new Address("localhost", 7171));
    }

    @Test
    void listsKeepTheirOrder() {
        BrokerUri uri = BrokerUri.parse("angarium://(a:1, b ,[::1]:3)?prefetch=7");
        assertThat(uri.addresses()).containsExactly(new Address("a", 1), new Address("b", 7171), new Address("::1", 3));
        assertThat(uri.count(UriOption.PREFETCH)).isEqualTo(7);
        assertThat(uri).hasToString("angarium://(a:1,b:7171,[::1]:3)?prefetch=7");
    }

    @Test
    void ipv6HostsComeInBrackets() {
        assertThat(BrokerUri.parse("angarium://[fe80::1]").addresses()).containsExactly(new Address("fe80::1", 7171));
        assertThat(BrokerUri.parse("angarium://[fe80::1]:80").addresses()).containsExactly(new Address("fe80::1", 80));
    }

    @Test
    void brokersInTheSameJvmHaveANameAndNoPort() {
        BrokerUri uri = BrokerUri.parse("vm://my%20broker?data=/tmp/x%26y");
        assertThat(uri.addresses()).containsExactly(new Address("my broker", 0));
        assertThat(uri.text(UriOption.DATA)).isEqualTo("/tmp/x&y");
    }

    @Test
    void valuesArePercentDecodedAndPlusStaysPlus() {
        BrokerUri uri = BrokerUri.parse("angarium://h?user=%C3%A5sa+1&password=a%3Db%26c%25");
        assertThat(uri.text(UriOption.USER)).isEqualTo("\u00e5sa+1");
        assertThat(uri.text(UriOption.PASSWORD)).isEqualTo("a=b&c%");
    }

    @Test
    void passwordsDoNotShow() {
        assertThat(BrokerUri.parse("angarium://h?password=secret").toString()).doesNotContain("secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BrokerUri.parse("nonsense://h?password=secret&user=x"))
                .withMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({"10s,10000", "500ms,500", "250,250", "2m,120000", "1h,3600000", "0,0", "9999999999s,2147483647"})
    void durationsHaveUnits(String text, int millis) {
        assertThat(BrokerUri.parse("angarium://h?heartbeat=" + text).millis(UriOption.HEARTBEAT))
                .isEqualTo(millis);
    }

    @Test
    void listsAreSplitAtCommas() {
        assertThat(BrokerUri.parse("angarium://h?trustedPackages=a.b,%20c,,").list(UriOption.TRUSTED_PACKAGES))
                .containsExactly("a.b", "c");
        assertThat(BrokerUri.parse("angarium://h").list(UriOption.TRUSTED_PACKAGES))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "angarium://h?hartbeat=1|unknown option \"hartbeat\" in the broker URI, did you mean \"heartbeat\"?",
                "angarium://h?clientID=1|did you mean \"clientId\"?",
                "angarium://h?zzzzzzzzz=1|known are heartbeat, connectTimeout",
                "angarium://h?heartbeat=soon|heartbeat=soon is not a duration such as 10s",
                "angarium://h?heartbeat=-1|is not a duration",
                "angarium://h?prefetch=-1|prefetch=-1 is not a whole number, 0 or more",
                "angarium://h?prefetch=many|prefetch=many is not a whole number",
                "angarium://h?connectionsPerSocket=-1|connectionsPerSocket=-1 is not a whole number from 0 to 1000",
                "angarium://h?connectionsPerSocket=1001|is not a whole number from 0 to 1000",
                "angarium://h?prefetch|option \"prefetch\" has no value",
                "angarium://h?prefetch=1&prefetch=2|given twice",
                "angarium://h?user=%4|two hexadecimal digits",
                "angarium://h:0|is not a port",
                "angarium://h:65536|is not a port",
                "angarium://h:http|is not a port",
                "angarium://h:|is not a port",
                "angarium://|host is missing",
                "angarium://?prefetch=1|host is missing",
                "angarium://(a,)|host is missing",
                "angarium://(a,b|closing parenthesis",
                "angarium://::1|needs brackets",
                "angarium://[::1|closing bracket",
                "angarium://u:p@h|?user=",
                "angarium://h/queue|nothing but options",
                "tcp://h|unknown scheme \"tcp\"",
                "localhost:7171|expected angarium://host:port",
                "vm://|name of the broker is missing",
            })
    void errorsSayWhatIsWrong(String uri, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BrokerUri.parse(uri))
                .withMessageContaining(message)
                .withMessageNotContaining("\n");
    }

    @ParameterizedTest
    @EnumSource(UriOption.class)
    void everyDefaultIsAValidValue(UriOption option) {
        Stream.ofNullable(option.defaultValue()).forEach(option::check);
        assertThat(option.doc()).isNotBlank();
        assertThat(UriOption.of(option.key())).contains(option);
    }

    @Test
    void noTwoOptionsShareAName() {
        assertThat(Arrays.stream(UriOption.values()).map(UriOption::key)).doesNotHaveDuplicates();
    }
}
