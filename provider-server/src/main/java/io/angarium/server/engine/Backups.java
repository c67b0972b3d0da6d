package io.angarium.server.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies of the journal while it is written, which the host makes. Called by the engine's holder; none of it does I/O. */
public interface Backups {
    /** Where no copies can be made. */
    Backups NONE = new Backups() {
        @Override
        public @Nullable String begin(String folder) {
            return "this broker's journal cannot be copied while it runs";
        }

        @Override
        public Map<String, Object> row() {
            return Map.of("state", "none");
        }
    };

    /**
     * Begins a copy of everything that is durable now.
     *
     * @param folder where, on the broker's machine
     * @return why that cannot be, or null
     */
    @Nullable
    String begin(String folder);

    /** How it stands with the last copy, for people. */
    Map<String, Object> row();
}
