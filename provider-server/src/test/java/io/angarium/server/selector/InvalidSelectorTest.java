package io.angarium.server.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.angarium.jms.testing.Proves;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class InvalidSelectorTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                // nothing, too much, too little
                "~~|0",
                "~   ~|3",
                "a =|3",
                "= 1|0",
                "a = 1 b|6",
                "a = 1)|5",
                "(a = 1|6",
                "a = b = c|6",
                "a AND|5",
                "AND a|0",
                "a OR OR b|5",
                "NOT|3",
                "a NOT b|6",
                "a NOT = 1|6",
                "()|1",
                // unknown symbols
                "a == 1|3",
                "a != 1|2",
                "a = \"x\"|4",
                "a # 1|2",
                "a ; b|2",
                "a % 2 = 1|2",
                // strings
                "a = 'x|4",
                "a = 'x''|4",
                // numbers
                "a = 12x|4",
                "a = 1.2.3|4",
                "a = 09|4",
                "a = 0x|4",
                "a = 1_|4",
                "a = 0x_1|4",
                "a = 0b_1|4",
                "a = 1_L|4",
                "a = 1_.5|4",
                "a = 1._5|4",
                "a = 1_e5|4",
                "a = 1e_5|4",
                "a = 0xG|4",
                "a = 0b2|4",
                "a = 1e|4",
                "a = 9223372036854775808|4",
                "a = -9223372036854775809|5",
                "a = 1e999|4",
                // kinds that do not fit
                "5|0",
                "'text'|0",
                "a + 1|0",
                "-a|0",
                "JMSPriority|0",
                "JMSType|0",
                "NOT 5|4",
                "a AND 'b'|6",
                "a = 1 OR 2|9",
                "a > 'x'|4",
                "'x' < a|0",
                "a >= TRUE|5",
                "TRUE = 0|7",
                "FALSE <> 'no'|9",
                "JMSType = (a = 1)|10",
                "JMSDeliveryMode > 'x'|0",
                "a + 'x' = 1|4",
                "'x' * 2 = 1|0",
                "-'x' = 1|1",
                "(a = 1) + 1 = 2|0",
                "a / TRUE = 2|4",
                "JMSType + 1 = 2|0",
                "a BETWEEN 'x' AND 'y'|10",
                "a BETWEEN 1 AND 'y'|16",
                "'x' BETWEEN 1 AND 2|0",
                // BETWEEN, IN, LIKE, IS
                "a BETWEEN 1|11",
                "a BETWEEN 1 OR 2|12",
                "a IN ()|6",
                "a IN 'x'|5",
                "a IN ('x'|9",
                "a IN ('x',)|10",
                "a IN (1)|6",
                "a IN (b)|6",
                "'a' IN ('a')|0",
                "a + 1 IN ('a')|0",
                "JMSPriority IN ('a')|0",
                "a LIKE 5|7",
                "a LIKE b|7",
                "a LIKE|6",
                "'a' LIKE 'a'|0",
                "5 LIKE 'a'|0",
                "JMSPriority LIKE '7'|0",
                "a LIKE 'x' ESCAPE 'ab'|18",
                "a LIKE 'x' ESCAPE ''|18",
                "a LIKE 'x' ESCAPE 5|18",
                "a LIKE 'x!' ESCAPE '!'|7",
                "a IS 5|5",
                "a IS NOT 5|9",
                "5 IS NULL|0",
                "(a = 1) IS NULL|0",
                "a = NULL|4",
                "NULL IS NULL|0",
                "a IS TRUE|5",
                // reserved words and header fields
                "like = 1|0",
                "a = Between|4",
                "escape = 1|0",
                "JMSDestination = 'q'|0",
                "JMSReplyTo IS NULL|0",
                "JMSRedelivered|0",
                "JMSExpiration > 1|0",
                // comments
                "a = 1 /* one */|7",
                "a = 1 -- one two|13",
                "a = 1 // one|7",
            })
    @Proves({"3.8.1.1-i", "3.8.1.1-l", "3.8.1.1-q", "3.8.1.1-w", "3.8.1.3-b"})
    void isRefusedWithItsPosition(String selector, int position) {
        String text = selector;
        InvalidSelectorException refusal =
                catchThrowableOfType(InvalidSelectorException.class, () -> Selector.parse(text));
        assertThat(refusal).isNotNull();
        assertThat(refusal.position()).as(refusal.getMessage()).isEqualTo(position);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NULL", "TRUE", "FALSE", "NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS", "ESCAPE", "Null", "is"
            })
    @Proves("3.8.1.1-i")
    void reservedWordsAreNoIdentifiers(String word) {
        assertThatThrownBy(() -> Selector.parse(word + " IS NULL")).isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> Selector.parse("1 < " + word)).isInstanceOf(InvalidSelectorException.class);
    }

    @Test
    void showsThePlaceWithACaret() {
        assertThatThrownBy(() -> Selector.parse("age > 5 AND name LIKE 7"))
                .hasMessage(
                        """
                        expected a string, found '7' (at character 23 of the selector)
                          age > 5 AND name LIKE 7
                                                ^""");
    }

    @Test
    void showsOnlyTheSurroundingsInALongText() {
        String text = "a = 1 OR ".repeat(50) + "b == 2" + " OR a = 1".repeat(50);
        assertThatThrownBy(() -> Selector.parse(text)).satisfies(e -> {
            String[] lines = e.getMessage().split("\n");
            assertThat(lines[1]).hasSizeLessThan(90).startsWith("  …").endsWith("…");
            assertThat(lines[1].charAt(lines[2].indexOf('^'))).isEqualTo('=');
        });
    }

    @Test
    void nestingLengthAndCalculationsAreLimitedAndDoNotExhaustTheStack() {
        assertRefused("(".repeat(15_000) + "a" + ")".repeat(15_000), "nested");
        assertRefused("NOT ".repeat(8_000) + "a", "nested");
        assertRefused("a = " + "- ".repeat(15_000) + "1", "nested");
        assertRefused("a = 1" + "+1".repeat(15_000), "calculations");
        assertRefused("a = 1" + " ".repeat(40_000), "longer");
    }

    @Test
    void longChainsAreAllowed() {
        Facts facts = new MapFacts().with("a", 2999);
        StringBuilder chain = new StringBuilder("a = 0");
        for (int i = 1; i < 3000; i++) {
            chain.append(" OR a=").append(i);
        }
        assertThat(Selector.parse(chain.toString()).matches(facts)).isTrue();
        String deep = "(".repeat(100) + "a = 2999" + ")".repeat(100);
        assertThat(Selector.parse(deep).matches(facts)).isTrue();
    }

    private static void assertRefused(String selector, String reason) {
        assertThatThrownBy(() -> Selector.parse(selector))
                .isInstanceOf(InvalidSelectorException.class)
                .hasMessageContaining(reason);
    }
}
