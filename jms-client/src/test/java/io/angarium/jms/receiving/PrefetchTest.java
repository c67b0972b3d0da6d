package io.angarium.jms.receiving;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConsumerFrame.Credit;
import org.junit.jupiter.api.Test;

class PrefetchTest {

    @Test
    void creditIsGrantedOnceAndAgainWhenHalfOfTheMessagesAreUsed() {
        Prefetch prefetch = new Prefetch(1, 4, 1000);
        assertThat(prefetch.used(1)).as("not granted").isNull();
        assertThat(prefetch.first()).isEqualTo(new Credit(1, 4, 1000));
        assertThat(prefetch.first()).isNull();
        assertThat(prefetch.used(10)).isNull();
        assertThat(prefetch.used(20)).isEqualTo(new Credit(1, 2, 30));
        assertThat(prefetch.used(10)).isNull();
    }

    @Test
    void orWhenHalfOfTheBytesAreUsed() {
        Prefetch prefetch = new Prefetch(1, 100, 1000);
        assertThat(prefetch.first()).isNotNull();
        assertThat(prefetch.used(499)).isNull();
        assertThat(prefetch.used(5000)).isEqualTo(new Credit(1, 2, 5499));
    }

    @Test
    void withoutPrefetchingOneIsGrantedForEachThatIsWanted() {
        Prefetch prefetch = new Prefetch(1, 0, 1000);
        assertThat(prefetch.first()).isEqualTo(new Credit(1, 1, 1000));
        assertThat(prefetch.first()).isNull();
        assertThat(prefetch.used(10)).isNull();
        assertThat(prefetch.first()).isEqualTo(new Credit(1, 1, 1000));
        assertThat(prefetch.oneAtATime()).isTrue();
        assertThat(new Prefetch(1, 1, 1000).oneAtATime()).isFalse();
    }

    @Test
    void aResetForgetsAll() {
        Prefetch prefetch = new Prefetch(1, 4, 1000);
        assertThat(prefetch.first()).isNotNull();
        assertThat(prefetch.used(10)).isNull();
        prefetch.reset();
        assertThat(prefetch.first()).isEqualTo(new Credit(1, 4, 1000));
        assertThat(prefetch.used(10)).isNull();
    }
}
