package io.angarium.server.config;

/**
 * Where something stands in a file.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1
 */
record Place(String file, int line, int column) {

    /** An error at this place. */
    ConfigException error(String problem) {
        return new ConfigException(this + ": " + problem, null);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
