package io.angarium.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LocalPathTest {
    private static final String NAME = "01234567-89ab-cdef-0123-456789abcdef.socket";

    @Test
    void aNewNameIsOneAndNeverTheSame() {
        assertThat(LocalPath.isOne("/" + LocalPath.name())).isTrue();
        assertThat(LocalPath.name()).isNotEqualTo(LocalPath.name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/" + NAME, "/data/" + NAME, "/var/lib/a broker/" + NAME, "/ä/" + NAME})
    void absolutePathsOfSuchNamesAreThose(String path) {
        assertThat(LocalPath.isOne(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                NAME,
                "data/" + NAME,
                "/x" + NAME,
                "/data/" + NAME + "s",
                "/data/" + NAME + "/x",
                "/data/" + NAME + "\n",
                "/da\nta/" + NAME,
                "/data/01234567-89AB-CDEF-0123-456789ABCDEF.socket",
                "/data/0123456789abcdef0123456789abcdef.socket",
                "/data/01234567-89ab-cdef-0123-456789abcdef",
                "/var/run/docker.sock",
                "/data/.socket"
            })
    void othersAreNot(String path) {
        assertThat(LocalPath.isOne(path)).isFalse();
    }
}
