package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class GroupNameTest {
    @Test
    void stringsAndNumbersNameGroups() {
        assertThat(GroupName.of("orders of Müller")).isEqualTo("orders of Müller");
        assertThat(GroupName.of(42)).isEqualTo("42");
        assertThat(GroupName.of(-1L << 40)).isEqualTo("-1099511627776");
        assertThat(GroupName.of((short) 3)).isEqualTo("3");
        assertThat(GroupName.of(1.5)).isEqualTo("1.5");
    }

    @Test
    void nothingElseDoes() {
        assertThat(GroupName.of(null)).isNull();
        assertThat(GroupName.of("")).isNull();
        assertThat(GroupName.of(true)).isNull();
        assertThat(GroupName.of(new byte[] {1, 2})).isNull();
    }

    @Test
    void namesOfAnyLengthTakeLittleAndAreToldApart() {
        String longest = "g".repeat(GroupName.LONGEST);
        String longer = longest + "g";
        String other = longest + "h";
        assertThat(GroupName.of(longest)).isEqualTo(longest);
        assertThat(GroupName.of(longer))
                .hasSizeLessThan(GroupName.LONGEST)
                .startsWith("gggg")
                .isEqualTo(GroupName.of(new String(longer.toCharArray())))
                .isNotEqualTo(GroupName.of(other));
        assertThat(GroupName.of("\uD800".repeat(300))).isNotEqualTo(GroupName.of("\uD801".repeat(300)));
    }
}
