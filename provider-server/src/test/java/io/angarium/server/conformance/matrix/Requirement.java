package io.angarium.server.conformance.matrix;

/**
 * One thing that the specification demands of a provider.
 *
 * @param id the section that says it first, or the type of the API whose Javadoc does, and a letter: {@code 4.2-a}, {@code Session-c}
 * @param level {@code must}, {@code required} or {@code not permitted}
 * @param also the other places that say it, or empty
 * @param text what is demanded, in our words
 */
record Requirement(String id, String level, String also, String text) {
    String section() {
        return id.substring(0, id.lastIndexOf('-'));
    }
}
