package io.angarium.server.selector;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.testing.Proves;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 3.8 rule by rule: each line is a selector that is true, not true, or (with its opposite) unknown, for one message. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SelectorTableTest {
    private static final Facts MESSAGE = new MapFacts()
            .with("age", 17)
            .with("weight", 2500L)
            .with("small", (byte) 3)
            .with("medium", (short) -300)
            .with("price", 9.5)
            .with("rate", 0.25f)
            .with("flag", true)
            .with("off", false)
            .with("name", "Miller")
            .with("phone", "12993")
            .with("word", "lose")
            .with("under", "_foo")
            .with("quote", "joe's")
            .with("number", "17")
            .with("empty", "")
            .with("größe", 5)
            .with("$_a1", 1)
            .with("Note", "with space")
            .with("JMSXGroupID", "g1")
            .with("JMSXGroupSeq", 4)
            .with("JMS_angarium_x", "y")
            .with("smile", "a😀b")
            .with("and1", 7)
            .with(Header.DELIVERY_MODE, "PERSISTENT")
            .with(Header.PRIORITY, 7L)
            .with(Header.MESSAGE_ID, "ID:1")
            .with(Header.TIMESTAMP, 1000L)
            .with(Header.TYPE, "car")
            .with(Header.DELIVERY_COUNT, 2L);

    @ParameterizedTest
    @ValueSource(
            strings = {
                // comparison
                "age = 17",
                "age <> 18",
                "age > 16",
                "age >= 17",
                "age < 18",
                "age <= 17",
                "17 = age",
                "weight > age",
                "small < age AND medium < small",
                "price = 9.5",
                "price > 9",
                "age < 17.5",
                "rate = 0.25",
                "rate = 0.25f",
                "age = 17.0",
                "name = 'Miller'",
                "name <> 'miller'",
                "quote = 'joe''s'",
                "empty = ''",
                "flag = TRUE",
                "flag <> false",
                "off = False",
                "flag <> off",
                "name = name",
                // literals
                "age = 0x11",
                "age = 0X11L",
                "age = 021",
                "age = 0b10001",
                "age = 1_7",
                "age = 0x1__1L",
                "age = 0b1_0001",
                "age = 0_21",
                "age = 1_7.0_0e0_0",
                "0xf_f = 255",
                "age = 17L",
                "age = 17l",
                "age = 17d",
                "age = 17F",
                "age = 1.7E1",
                "age = 1.7e+1",
                "age = 170e-1",
                "age = +17",
                "-age = -17",
                "- -age = 17",
                "-(age) = -17",
                "7. = 7",
                ".5 = 0.5",
                "0x1.8p1 = 3",
                "0 = 00",
                "-9223372036854775808 < 9223372036854775807",
                "-9223372036854775808 = -9223372036854775807 - 1",
                "0xFFFFFFFFFFFFFFFF = -1",
                "-57.9E2 = -5790",
                "09.5 = 9.5",
                // arithmetic and precedence
                "age + 3 = 20",
                "age - 3 * 2 = 11",
                "(age - 3) * 2 = 28",
                "age / 2 = 8",
                "age / 2.0 = 8.5",
                "20 - 5 - 5 = 10",
                "100 / 10 / 5 = 2",
                "2 * -3 = -6",
                "age - -3 = 20",
                "price * 2 = 19",
                "weight = 2 * 1000 + 500",
                "1.0 / 0 > 1000000",
                // logic
                "flag",
                "NOT off",
                "TRUE",
                "flag AND NOT off",
                "off OR flag",
                "off AND off OR flag",
                "flag OR flag AND off",
                "NOT off AND flag",
                "NOT (off OR off)",
                "NOT NOT flag",
                "flag OR missing",
                "missing OR flag",
                "NOT (off AND missing)",
                "(flag)",
                "((age = 17))",
                "(age > 3) = TRUE",
                "(age=17)and flag",
                "not(off)or(off)",
                "fLaG OR FlAg OR flag",
                // BETWEEN
                "age BETWEEN 15 AND 19",
                "age between 17 and 17",
                "age NOT BETWEEN 18 AND 19",
                "age NOT BETWEEN 10 AND 16",
                "age + 1 BETWEEN small * 5 AND 9 + 9",
                "price BETWEEN 9 AND 10",
                "age BETWEEN 1 AND 20 AND flag",
                "NOT age BETWEEN 18 AND 20",
                // IN
                "name IN ('Smith', 'Miller')",
                "name IN('Miller')",
                "name NOT IN ('Smith', 'miller')",
                "JMSType IN ('car')",
                // LIKE
                "phone LIKE '12%3'",
                "word LIKE 'l_se'",
                "under LIKE '\\_%' ESCAPE '\\'",
                "phone NOT LIKE '12%4'",
                "name LIKE 'Miller'",
                "name LIKE '%'",
                "empty LIKE '%'",
                "empty LIKE ''",
                "name LIKE '%ll%'",
                "name LIKE 'M%l%r'",
                "name NOT LIKE 'm%'",
                "smile LIKE 'a_b'",
                "quote LIKE '%''s'",
                "under LIKE 'x_foo' ESCAPE 'x'",
                "word LIKE 'lxose' ESCAPE 'x'",
                "JMSMessageID LIKE 'ID:_'",
                // NULL
                "missing IS NULL",
                "age IS NOT NULL",
                "JMSCorrelationID IS NULL",
                "JMSType is not null",
                "NOT missing IS NOT NULL",
                // identifiers
                "größe = 5",
                "$_a1 = 1",
                "and1 = 7",
                "JMSXGroupID = 'g1' AND JMSXGroupSeq = 4",
                "JMS_angarium_x = 'y'",
                "JMSDeliveryMode = 'PERSISTENT'",
                "JMSDeliveryMode <> 'NON_PERSISTENT'",
                "JMSPriority > 6 AND JMSPriority <= 7",
                "JMSTimestamp = 1000",
                "JMSXDeliveryCount > 1",
                "\tage\n=\r\n17\f"
            })
    @Proves({
        "3.8.1.1-b",
        "3.8.1.1-c",
        "3.8.1.1-d",
        "3.8.1.1-e",
        "3.8.1.1-f",
        "3.8.1.1-g",
        "3.8.1.1-h",
        "3.8.1.1-m",
        "3.8.1.1-o",
        "3.8.1.1-p",
        "3.8.1.1-q",
        "3.8.1.1-r",
        "3.8.1.1-s",
        "3.8.1.1-t",
        "3.8.1.1-u",
        "3.8.1.1-v",
        "3.8.1.3-a"
    })
    void isTrue(String selector) {
        assertThat(Selector.parse(selector).matches(MESSAGE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "age = 18",
                "age <> 17",
                "FALSE",
                "off",
                "flag AND off",
                "name = 'miller'",
                "name = 'Miller '",
                "Age = 17 AND age = 17",
                "phone LIKE '12%4'",
                "word LIKE 'l_e'",
                "word LIKE 'los'",
                "word LIKE '_lose'",
                "under LIKE '\\%%' ESCAPE '\\'",
                "empty LIKE '_'",
                "smile LIKE 'a__b'",
                "name LIKE '%z%'",
                "name IN ('Smith')",
                "name NOT IN ('Smith', 'Miller')",
                "age BETWEEN 18 AND 19",
                "age NOT BETWEEN 15 AND 19",
                "missing IS NOT NULL",
                "age IS NULL",
                "JMSDeliveryMode = 'NON_PERSISTENT'",
                // values of different kinds are neither equal nor different
                "number = 17",
                "number <> 17",
                "number > 5",
                "number BETWEEN 1 AND 20",
                "number NOT BETWEEN 1 AND 2",
                "age = '17'",
                "age <> '17'",
                "flag = 'true'",
                "flag = 1",
                "name > age",
                "flag > off",
                "name <= name",
                "JMSPriority = 'seven'",
                "1 = 'a'"
            })
    @Proves({
        "3.8.1.1-j",
        "3.8.1.1-k",
        "3.8.1.1-n",
        "3.8.1.1-p",
        "3.8.1.1-q",
        "3.8.1.1-s",
        "3.8.1.1-t",
        "3.8.1.1-u",
        "3.8.1.1-v"
    })
    void isFalse(String selector) {
        Selector parsed = Selector.parse(selector);
        assertThat(parsed.matches(MESSAGE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "missing = 1",
                "missing <> 1",
                "missing",
                "name",
                "NOT name",
                "missing = missing",
                "missing > 1 AND flag",
                "missing OR off",
                "missing BETWEEN 1 AND 2",
                "missing NOT BETWEEN 1 AND 2",
                "age BETWEEN 1 AND missing",
                "missing IN ('a')",
                "missing NOT IN ('a')",
                "missing LIKE 'a'",
                "missing NOT LIKE 'a'",
                "age IN ('17')",
                "age NOT IN ('17')",
                "age LIKE '17'",
                "age NOT LIKE '17'",
                "JMSCorrelationID = 'x'",
                "missing + 1 = 1",
                "-missing = 1",
                "number + 1 = 18",
                "-name = 1",
                "age / 0 = 1"
            })
    @Proves({"3.8.1.1-n", "3.8.1.1-t", "3.8.1.1-u", "3.8.1.2-a"})
    void isUnknown(String selector) {
        assertThat(Selector.parse(selector).matches(MESSAGE)).isFalse();
        assertThat(Selector.parse("NOT (" + selector + ")").matches(MESSAGE)).isFalse();
    }

    /** The tables of section 3.8.1.2: what the words say of true, false and unknown. */
    @Test
    @Proves("3.8.1.2-b")
    void logicHasThreeValues() {
        String[] operands = {"flag", "off", "missing"};
        String and = "TFUFFFUFU";
        String or = "TTTTFUTUU";
        for (int left = 0; left < 3; left++) {
            for (int right = 0; right < 3; right++) {
                String pair = "(" + operands[left] + ") %s (" + operands[right] + ")";
                assertThat(value(pair.formatted("AND"))).as(pair).isEqualTo(and.charAt(left * 3 + right));
                assertThat(value(pair.formatted("OR"))).as(pair).isEqualTo(or.charAt(left * 3 + right));
            }
            assertThat(value("NOT " + operands[left])).isEqualTo("FTU".charAt(left));
        }
    }

    /** Only what is neither true nor, turned round, true is unknown. */
    private static char value(String selector) {
        if (Selector.parse(selector).matches(MESSAGE)) {
            return 'T';
        }
        return Selector.parse("NOT (" + selector + ")").matches(MESSAGE) ? 'F' : 'U';
    }

    @Test
    @Proves("3.8.1.1-h")
    void anIdentifierIsAsLongAsItIs() {
        String name = "x".repeat(10_000);
        Facts facts = new MapFacts().with(name, 1);
        assertThat(Selector.parse(name + " = 1").matches(facts)).isTrue();
        assertThat(Selector.parse(name + "x IS NULL").matches(facts)).isTrue();
    }
}
