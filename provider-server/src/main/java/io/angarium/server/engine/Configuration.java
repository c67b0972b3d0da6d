package io.angarium.server.engine;

import io.angarium.server.policy.Policies;
import io.angarium.wire.ErrorCode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the broker was configured with, and the way to read that again. Called by the engine's holder; none of it does I/O. */
public interface Configuration {
    /** There is no file to read again. */
    Configuration FIXED = new Configuration() {
        @Override
        public Map<String, String> inForce() {
            return Map.of();
        }

        @Override
        public long read() {
            throw new Refusal(ErrorCode.ILLEGAL_STATE, "this broker has no configuration to read again");
        }
    };

    /** All keys with what they are set to. */
    Map<String, String> inForce();

    /**
     * Has it read again; what it says then, or why that is not used, comes as an input.
     *
     * @return the number of this wish, ascending: a {@link Content} with that number or a higher one was read after it
     */
    long read();

    /**
     * What the file says now.
     *
     * @param wish the last one that it fulfils
     * @param fault why it is not used, or null
     * @param policies what is done with the messages of destinations from now on; null with a fault
     * @param createDestinations whether destinations come into being on first use
     * @param changes one row for each key that is set otherwise, for people
     */
    record Content(
            long wish,
            @Nullable String fault,
            @Nullable Policies policies,
            boolean createDestinations,
            List<Map<String, Object>> changes) {}
}
