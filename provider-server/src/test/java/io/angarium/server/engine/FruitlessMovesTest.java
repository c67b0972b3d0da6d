package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FruitlessMovesTest {
    private static final long LIVE = 1000;

    private final FruitlessMoves moves = new FruitlessMoves();

    @Test
    void everythingIsMovedOnceAndNotAgain() {
        assertThat(moves.goesOn(7, 10, LIVE)).isTrue();
        moves.moved(LIVE);
        assertThat(moves.goesOn(7, 10, LIVE)).isTrue();
        moves.moved(1);
        assertThat(moves.goesOn(7, 10, LIVE)).isFalse();
        assertThat(moves.goesOn(7, 11, LIVE)).as("more files are no success").isFalse();
    }

    @Test
    void itGoesOnWhenSomethingHasGone() {
        moves.goesOn(7, 10, LIVE);
        moves.moved(LIVE + 1);
        assertThat(moves.goesOn(8, 10, LIVE)).isTrue();
        assertThat(moves.goesOn(8, 10, LIVE)).isTrue();
        moves.moved(LIVE + 1);
        assertThat(moves.goesOn(8, 10, LIVE)).isFalse();
    }

    @Test
    void itGoesOnWhileThereAreFewerFiles() {
        moves.goesOn(7, 10, LIVE);
        moves.moved(LIVE + 1);
        assertThat(moves.goesOn(7, 9, LIVE)).isTrue();
        moves.moved(LIVE + 1);
        assertThat(moves.goesOn(7, 10, LIVE)).isFalse();
    }
}
