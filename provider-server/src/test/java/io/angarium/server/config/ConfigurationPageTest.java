package io.angarium.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tables of {@code docs/configuration.md} are made of the code; {@code -Dconfig.page=write} writes them anew. */
@Timeout(value = 10, unit = TimeUnit.SECONDS)
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("../docs/configuration.md");
    private static final String BEGIN = "<!-- keys, made of the code by ConfigurationPageTest -->\n";
    private static final String END = "<!-- end of keys -->\n";

    @Test
    void thePageListsTheKeysOfTheCode() throws IOException {
        String page = Files.readString(PAGE, StandardCharsets.UTF_8);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(begin).isGreaterThanOrEqualTo(BEGIN.length());
        assertThat(end).isGreaterThanOrEqualTo(begin);
        String made = page.substring(0, begin) + table() + page.substring(end);
        if (System.getProperty("config.page", "").equals("write")) {
            Files.writeString(PAGE, made, StandardCharsets.UTF_8);
            return;
        }
        assertThat(page)
                .as("out of date; run this test with -Dconfig.page=write")
                .isEqualTo(made);
    }

    private static String table() {
        String policies = "\nand below `destinations`, for each pattern of names:\n\n" + table(ConfigFile.policies());
        String routes = "\nand below `routes`, for each name of a rule:\n\n" + table(ConfigFile.routes());
        return table(ConfigFile.content(null, Path.of("data")).settings()) + policies + routes;
    }

    private static String table(List<Setting> settings) {
        return settings.stream()
                .map(setting ->
                        "| `" + setting.key() + "` | `" + setting.standard() + "` | " + setting.meaning() + " |\n")
                .collect(Collectors.joining("", "| key | default | meaning |\n| --- | --- | --- |\n", ""));
    }
}
