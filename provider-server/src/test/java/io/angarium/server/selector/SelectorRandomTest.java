package io.angarium.server.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random selectors on random messages against an evaluator written apart. Replay with {@code -Dangarium.seed=…}. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SelectorRandomTest {
    private static final int SELECTORS = 20_000;
    private static final int MESSAGES = 5;

    @Test
    void agreesWithTheNaiveEvaluator() {
        long first = Long.getLong("angarium.seed", 1);
        int matched = 0;
        for (long seed = first; seed < first + SELECTORS; seed++) {
            matched += compare(seed);
        }
        System.out.printf(
                "selectors: %,d random ones, %,d of %,d evaluations true%n", SELECTORS, matched, SELECTORS * MESSAGES);
        assertThat(matched).isBetween(SELECTORS * MESSAGES / 10, SELECTORS * MESSAGES * 9 / 10);
    }

    @Test
    void mangledTextIsRefusedOrParsedButNeverBreaks() {
        for (long seed = 1; seed <= SELECTORS; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(
                    new NaiveSelector.Generator(random).condition(3).text());
            for (int edits = 1 + random.nextInt(3); edits > 0 && text.length() > 0; edits--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, "'(),<>=.%!x0 \u0000\ud83d".charAt(random.nextInt(15)));
                    default -> text.setLength(at);
                }
            }
            try {
                Selector.parse(text.toString()).matches(new MapFacts());
            } catch (InvalidSelectorException e) {
                assertThat(e.position()).as("seed %d: %s", seed, text).isBetween(0, text.length());
            }
        }
    }

    private static int compare(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        NaiveSelector naive = new NaiveSelector.Generator(random).condition(4);
        Selector selector = Selector.parse(naive.text());
        int matched = 0;
        for (int i = 0; i < MESSAGES; i++) {
            Map<String, Object> message = message(random);
            MapFacts facts = new MapFacts();
            message.forEach(facts::with);
            boolean expected = naive.truth(message) == 2;
            assertThat(selector.matches(facts))
                    .as("seed %d: %s on %s", seed, naive.text(), message)
                    .isEqualTo(expected);
            matched += expected ? 1 : 0;
        }
        return matched;
    }

    private static Map<String, Object> message(Random random) {
        Map<String, Object> all = new HashMap<>();
        all.put("i", random.nextInt(12));
        all.put("l", (long) random.nextInt(12));
        all.put("d", random.nextInt(24) / 2.0);
        all.put("f", random.nextInt(24) / 2.0f);
        all.put("s", List.of("", "a", "ab", "b%", "a_b", "it's", "aab", "5").get(random.nextInt(8)));
        all.put("t", List.of("a", "ab", "xaxb").get(random.nextInt(3)));
        all.put("b", random.nextBoolean());
        all.keySet().removeIf(name -> random.nextInt(6) == 0);
        return all;
    }
}
