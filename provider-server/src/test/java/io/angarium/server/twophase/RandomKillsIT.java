package io.angarium.server.twophase;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILLs of the broker or the application at any time of a transaction of a broker and a database: what {@link CrashMatrixIT} has for the moments that it names. {@code -Dangarium.seed=N} chooses the
 * same victims and times again.
 */
class RandomKillsIT {
    /** Longest times until the kill: the first transaction of an application that has just started takes long. */
    private static final int SOON_MICROS = 40_000;

    private static final int LATE_MICROS = 600_000;

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void start() throws Exception {
        scene = new Scene(folder);
    }

    @AfterEach
    void end() throws Exception {
        scene.end();
    }

    @Test
    @Timeout(value = 90, unit = TimeUnit.SECONDS)
    void rowAndMessagesAgreeAfterSomeKills() throws Exception {
        holds(6);
    }

    @Tag("soak")
    @Test
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void rowAndMessagesAgreeAfterAHundredKills() throws Exception {
        holds(100);
    }

    private void holds(int kills) throws Exception {
        long seed = Long.getLong("angarium.seed", System.nanoTime());
        Random random = new Random(seed);
        int brokers = 0;
        int inDoubt = 0;
        int committed = 0;
        for (int i = 0; i < kills; i++) {
            Scene.Victim victim = random.nextBoolean() ? Scene.Victim.BROKER : Scene.Victim.APPLICATION;
            boolean brokerFirst = random.nextBoolean();
            long micros = random.nextInt(random.nextBoolean() ? SOON_MICROS : LATE_MICROS);
            String what = "kill " + i + " of seed " + seed + ": " + victim + " after " + micros + " us";
            String order = scene.order();
            inDoubt += scene.kill(victim, brokerFirst, micros) ? 1 : 0;
            brokers += victim == Scene.Victim.BROKER ? 1 : 0;
            scene.recover();
            Scene.Found found = scene.look(order);
            assertThat(found).as(what).isIn(Scene.Found.of(true), Scene.Found.of(false));
            if (found.equals(Scene.Found.of(true))) {
                committed++;
            } else {
                assertThat(scene.run(brokerFirst)).as(what).isEqualTo("committed");
                assertThat(scene.look(order))
                        .as("%s, and the order again", what)
                        .isEqualTo(Scene.Found.of(true));
            }
            scene.nothingElseIsTouched();
        }
        System.out.printf(
                "random kills, seed %d: %d of the broker, %d of the application; %d left the broker in doubt, %d orders were committed in spite of it%n",
                seed, brokers, kills - brokers, inDoubt, committed);
    }
}
