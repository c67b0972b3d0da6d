package io.angarium.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class SharesTest {
    /** One letter for each owner; a dot for none. */
    private static List<String> owners(String letters) {
        return new ArrayList<>(Arrays.stream(letters.split(""))
                .map(letter -> letter.equals(".") ? null : letter)
                .toList());
    }

    private static List<String> members(String letters) {
        return letters == null ? List.of() : List.of(letters.split(""));
    }

    @ParameterizedTest
    @CsvSource({
        "........, a, aaaaaaaa",
        "aaaaaaaa, abc, aaabbbcc",
        "aaabbbcc, abcdefgh, adebfgch",
        "abcdefgh, abcdefghij, abcdefgh",
        "adebfgch, ij, iiiijjjj",
        "adebfgch, dj, ddddjjjj",
        "aaabbbcc, bc, bccbbbcc",
        "abc, , ...",
        "..., ab, aab",
    })
    void asFewAsPossibleChangeHands(String now, String members, String then) {
        assertThat(Shares.of(owners(now), members(members))).isEqualTo(owners(then));
    }

    @Test
    void allAreOwnedEvenlyWhoeverComesAndGoes() {
        Random random = new Random(5);
        List<String> now = owners("...........");
        for (int i = 0; i < 2_000; i++) {
            List<String> members = new ArrayList<>();
            for (String member : "abcdefghijklmno".split("")) {
                if (random.nextInt(3) == 0) {
                    members.add(member);
                }
            }
            List<String> then = Shares.of(now, members);
            Map<String, Integer> holdings = new HashMap<>();
            int kept = 0;
            for (int p = 0; p < then.size(); p++) {
                if (then.get(p) != null) {
                    holdings.merge(then.get(p), 1, Integer::sum);
                    kept += then.get(p).equals(now.get(p)) ? 1 : 0;
                }
            }
            assertThat(holdings.keySet()).as("%s by %s", now, members).isSubsetOf(members);
            for (String member : members) {
                assertThat(holdings.getOrDefault(member, 0))
                        .isBetween(11 / members.size(), (11 + members.size() - 1) / members.size());
            }
            List<String> before = now;
            int mayKeep = members.stream()
                    .mapToInt(member -> Math.min(11 / members.size(), (int)
                            before.stream().filter(member::equals).count()))
                    .sum();
            assertThat(kept).isGreaterThanOrEqualTo(mayKeep);
            now = then;
        }
    }
}
