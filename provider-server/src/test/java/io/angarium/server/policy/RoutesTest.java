package io.angarium.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class RoutesTest {
    private static Routes routes(String text) {
        List<Route> all = Arrays.stream(text.split(";"))
                .map(rule -> rule.strip().split(" "))
                .map(words -> new Route(
                        words[0],
                        NamePattern.of(words[1]),
                        null,
                        Arrays.stream(words[2].split(",")).map(Route.Place::of).toList(),
                        true))
                .toList();
        return new Routes(all);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a queue:x y                                  |",
                "a x y,z; b y z                               |",
                "a x y; b x z; c z y                          |",
                "a x x                                        | a -> a",
                "a orders.> orders.eu                         | a -> a",
                "a queue:orders.> topic:orders.eu             |",
                "a x y; b y z; c z x                          | a -> b -> c -> a",
                "a w x; b x y; c y x                          | b -> c -> b",
                "a x y; b topic:y x                           |",
                "a x topic:y; b topic:y x                     | a -> b -> a",
                "a x s; b x t; c s u; d t u; e u v; f v t     | e -> f -> d -> e",
            })
    void rulesThatLeadBackAreFound(String rules, String loop) {
        assertThat(routes(rules).loop()).isEqualTo(loop);
    }
}
