package io.angarium.examples.demo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;

/**
 * Options of the demo.
 *
 * @param messages how many orders to send
 * @param jar the broker's executable
 * @param csv the orders
 * @param live whether standard error is a terminal, so that a line may be overwritten
 */
record DemoOptions(int messages, Path jar, Path csv, boolean live) {
    static final int DEFAULT_MESSAGES = 20_000;

    private static final int FEWEST_MESSAGES = 1_000;

    /**
     * Parses {@code [--messages N] --jar FILE --orders FILE [--live]}.
     *
     * @throws IllegalArgumentException with one line that says what is wrong
     */
    static DemoOptions parse(String[] args) {
        int messages = DEFAULT_MESSAGES;
        Path jar = Path.of("provider-server/target/angarium.jar");
        Path csv = Path.of("examples/orders.csv");
        boolean live = false;
        Iterator<String> words = Arrays.asList(args).iterator();
        while (words.hasNext()) {
            String option = words.next();
            switch (option) {
                case "--messages" -> messages = number(value(option, words));
                case "--jar" -> jar = Path.of(value(option, words));
                case "--orders" -> csv = Path.of(value(option, words));
                case "--live" -> live = true;
                default -> throw new IllegalArgumentException("unknown option " + option + "; there is --messages N");
            }
        }
        return new DemoOptions(messages, jar, csv, live);
    }

    private static String value(String option, Iterator<String> words) {
        if (!words.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return words.next();
    }

    private static int number(String text) {
        if (!text.matches("\\d{1,7}") || Integer.parseInt(text) < FEWEST_MESSAGES) {
            throw new IllegalArgumentException("--messages takes a number from " + FEWEST_MESSAGES
                    + " to 9999999 (fewer are through before the broker can be killed), not " + text);
        }
        return Integer.parseInt(text);
    }
}
