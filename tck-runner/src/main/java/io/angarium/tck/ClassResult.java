package io.angarium.tck;

import java.util.List;

/**
 * What became of the tests of one class.
 *
 * @param name full name of the class
 * @param passed number of tests that passed
 * @param skipped number of tests that did not run
 * @param seconds what they took together
 * @param broken names of the tests that failed, with what they said
 */
record ClassResult(String name, int passed, int skipped, double seconds, List<Failure> broken) {
    /**
     * A test that failed.
     *
     * @param test name of the method
     * @param message first line of what it said
     */
    record Failure(String test, String message) {}

    int failed() {
        return broken.size();
    }

    int run() {
        return passed + failed();
    }
}
