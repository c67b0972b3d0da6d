package io.angarium.server.config;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A key of the configuration.
 *
 * @param path names from outside in, with dots between
 * @param kind what it takes
 * @param in its value in settings that are complete
 * @param standard what it is when nobody sets it, in words, where that depends on the machine; else null
 * @param meaning for people
 * @param <S> the settings that it is a part of
 * @param <T> its value
 */
record Key<S, T>(String path, Kind<T> kind, Function<S, T> in, @Nullable String standard, String meaning) {

    /** Its value in settings, as it is written in a file. */
    String written(S settings) {
        return kind.writing().apply(in.apply(settings));
    }

    /** The last of its names. */
    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
