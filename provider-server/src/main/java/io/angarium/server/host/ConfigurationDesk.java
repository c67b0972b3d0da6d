package io.angarium.server.host;

import io.angarium.server.engine.Configuration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again when told to, on a thread {@code angarium-config} that lives as long as that takes. Any thread may ask; what is
 * under way is guarded by this object.
 */
public final class ConfigurationDesk implements Configuration {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationDesk.class);

    private final Source source;
    private volatile Map<String, String> inForce;
    private volatile Consumer<Content> listener = content -> {};
    private @Nullable Thread reader;
    private long wished;
    private long fulfilled;

    /** Where the configuration is. */
    public interface Source {
        /** All keys with what they are set to at the start. */
        Map<String, String> inForce();

        /**
         * Reads it again.
         *
         * @param wish number of the wish that this fulfils
         * @param before what is in force
         */
        Reading read(long wish, Map<String, String> before);
    }

    /**
     * What was read.
     *
     * @param inForce all keys with what they are set to from now on
     */
    public record Reading(Content content, Map<String, String> inForce) {}

    public ConfigurationDesk(Source source) {
        this.source = source;
        inForce = source.inForce();
    }

    /** Who brings what was read to the engine. */
    void listener(Consumer<Content> to) {
        listener = to;
    }

    @Override
    public Map<String, String> inForce() {
        return inForce;
    }

    @Override
    public synchronized long read() {
        wished++;
        if (reader == null) {
            reader = new Thread(this::run, "angarium-config");
            reader.setDaemon(true);
            reader.start();
        }
        return wished;
    }

    private void run() {
        for (long wish = next(); wish > 0; wish = next()) {
            Reading reading = source.read(wish, inForce);
            inForce = reading.inForce();
            String fault = reading.content().fault();
            if (fault == null) {
                LOG.info(
                        "read the configuration again: {} keys are set otherwise",
                        reading.content().changes().size());
            } else {
                LOG.warn("the configuration was read again and is not used: {}", fault);
            }
            listener.accept(reading.content());
        }
    }

    /** The last wish, if it is not fulfilled yet; else 0, and the thread ends. */
    private synchronized long next() {
        if (fulfilled == wished) {
            reader = null;
            return 0;
        }
        fulfilled = wished;
        return wished;
    }
}
