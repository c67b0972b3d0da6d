package io.angarium.server.twophase;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An order is taken from a queue, a row inserted and an event sent, in one transaction of a broker and a database, and broker or application die on
 * the way: a row is there if and only if the order is gone and the event sent, nothing stays in doubt, and nothing else is touched.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CrashMatrixIT {
    private Scene scene;

    private record Crash(Moment moment, Scene.Victim victim, boolean brokerFirst) {
        boolean commits() {
            return moment.commits(victim == Scene.Victim.APPLICATION, brokerFirst);
        }

        @Override
        public String toString() {
            return victim + " dies " + moment + ", " + (brokerFirst ? "broker" : "database") + " prepares first";
        }
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        scene = new Scene(folder);
    }

    @AfterAll
    void end() throws Exception {
        scene.end();
    }

    /** Each moment and each victim once, in the order of enlistment that makes the moment the more dangerous one where there is a difference. */
    static Stream<Crash> once() {
        return Stream.of(Moment.values())
                .flatMap(moment -> Stream.of(
                        new Crash(moment, Scene.Victim.APPLICATION, true),
                        new Crash(moment, Scene.Victim.BROKER, moment.ordinal() % 2 == 0)));
    }

    static Stream<Crash> all() {
        List<Crash> all = new ArrayList<>();
        for (Moment moment : Moment.values()) {
            for (Scene.Victim victim : Scene.Victim.values()) {
                all.add(new Crash(moment, victim, true));
                all.add(new Crash(moment, victim, false));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("once")
    void rowAndMessagesAgreeAfterACrash(Crash crash) throws Exception {
        holds(crash);
    }

    @Tag("soak")
    @ParameterizedTest
    @MethodSource("all")
    void rowAndMessagesAgreeAfterEachCrashThereIs(Crash crash) throws Exception {
        holds(crash);
    }

    private void holds(Crash crash) throws Exception {
        String order = scene.order();
        scene.crash(crash.moment(), crash.victim(), crash.brokerFirst());
        scene.recover();
        assertThat(scene.look(order)).as("%s", crash).isEqualTo(Scene.Found.of(crash.commits()));
        if (!crash.commits()) {
            assertThat(scene.run(crash.brokerFirst())).isEqualTo("committed");
            assertThat(scene.look(order)).as("%s, and the order again", crash).isEqualTo(Scene.Found.of(true));
        }
        scene.nothingElseIsTouched();
    }
}
