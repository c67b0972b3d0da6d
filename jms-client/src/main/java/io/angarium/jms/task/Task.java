package io.angarium.jms.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is to be submitted; belongs to the thread that makes it. */
public final class Task {
    private static final int LONGEST_NAME = 200;

    final String name;

    @Nullable
    Object body;

    Retry retry = Retry.NONE;

    @Nullable
    Instant due;

    @Nullable
    Duration expires;

    Duration keep = Duration.ofHours(1);

    @Nullable
    String key;

    @Nullable
    String next;

    /** One to be done by the workers for that name: letters, digits, {@code . - _}. */
    public Task(String name) {
        this.name = checked(name);
    }

    static String checked(String name) {
        boolean fits = !name.isEmpty() && name.length() <= LONGEST_NAME;
        for (int i = 0; fits && i < name.length(); i++) {
            char c = name.charAt(i);
            fits = Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name of tasks: 1 to " + LONGEST_NAME + " letters, digits or . - _");
        }
        return name;
    }

    /** With a text. */
    public Task body(String text) {
        body = text;
        return this;
    }

    /** With bytes, which are not copied before the submission. */
    public Task body(byte[] bytes) {
        body = bytes;
        return this;
    }

    /** With values by name, as a {@link jakarta.jms.MapMessage} takes them. */
    public Task body(Map<String, ?> values) {
        body = values;
        return this;
    }

    /** How often and when it is tried again; by default it is not. */
    public Task retry(Retry policy) {
        retry = policy;
        return this;
    }

    /** Not before that moment; after it, as soon as a worker is free. The schedule is the broker's. */
    public Task due(Instant moment) {
        due = moment;
        return this;
    }

    /** Not begun any more so long after the submission; longer than it takes to be due. */
    public Task expires(Duration life) {
        expires = life;
        return this;
    }

    /** How long its states and its result are kept: an hour, unless this says otherwise. With zero there are none. */
    public Task keep(Duration time) {
        keep = time;
        return this;
    }

    /**
     * Taken once, however often it is submitted with this key, which is its identifier too. Only Angarium's broker knows keys
     * ({@code docs/reconnecting.md} says for how long); submitting to another one is refused.
     */
    public Task once(String own) {
        key = own;
        return this;
    }

    /** Followed by a task of that name, whose body is the result of the last one before. Where one fails, none follows. */
    public Task then(String follower, Retry policy) {
        String step = checked(follower) + " " + policy.text();
        next = next == null ? step : next + "/" + step;
        return this;
    }

    /** This one and what follows it, as a chain has them. */
    String steps() {
        String own = name + " " + retry.text();
        return next == null ? own : own + "/" + next;
    }

    /** What only comes from others: a task that follows has no body, moment, expiry or key of its own. */
    boolean follows() {
        return body == null && due == null && expires == null && key == null;
    }
}
