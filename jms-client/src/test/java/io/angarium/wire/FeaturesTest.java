package io.angarium.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FeaturesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 80, 7171, 0x7FFF, 0x8000, 0xFFFF})
    void theWishForALocalSocketSaysFromWhichPortItComes(int port) {
        long features = Features.wishingLocalSocket(Features.SUPPORTED, port);
        assertThat(Features.wishesLocalSocket(features, port)).isTrue();
        assertThat(Features.wishesLocalSocket(features, port ^ 1)).isFalse();
        assertThat(Features.wishesLocalSocket(features, port ^ 0x8000)).isFalse();
        assertThat(features).isEqualTo((long) port << 48 | Features.SUPPORTED | Features.LOCAL_SOCKET);
    }

    @Test
    void thePortTakesThePlaceOfUpperBits() {
        assertThat(Features.wishingLocalSocket(-1, 0x1234)).isEqualTo(0x1234_FFFF_FFFF_FFFFL);
    }

    @Test
    void aPortWithoutTheBitIsNoWish() {
        long features = Features.wishingLocalSocket(Features.SUPPORTED, 4000) & ~Features.LOCAL_SOCKET;
        assertThat(Features.wishesLocalSocket(features, 4000)).isFalse();
        assertThat(Features.wishesLocalSocket(Features.SUPPORTED, 0)).isFalse();
    }

    @Test
    void theWishIsNothingThatBothUnderstand() {
        assertThat(Features.negotiate(Features.wishingLocalSocket(Features.SUPPORTED, 0xFFFF)))
                .isEqualTo(Features.SUPPORTED);
    }
}
