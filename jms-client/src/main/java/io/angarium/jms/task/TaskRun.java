package io.angarium.jms.task;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a task.
 *
 * @param id      identifies the task, the same at each attempt and in all steps of a chain
 * @param name    what is to be done
 * @param body    text, bytes, a map or null
 * @param attempt counts from 1 what failed; not what was lost with a worker
 * @param again   whether a worker that was lost may have begun this attempt already (JMSRedelivered)
 */
public record TaskRun(String id, String name, @Nullable Object body, int attempt, boolean again) {
    /**
     * The body, which is a text.
     *
     * @throws TaskException if it is not: the task fails for good, unless it is caught
     */
    public String text() {
        if (body instanceof String text) {
            return text;
        }
        throw isNot("text");
    }

    /**
     * The body, which is bytes.
     *
     * @throws TaskException likewise
     */
    public byte[] bytes() {
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        throw isNot("bytes");
    }

    /**
     * The body, which is a map.
     *
     * @throws TaskException likewise
     */
    public Map<?, ?> values() {
        if (body instanceof Map<?, ?> values) {
            return values;
        }
        throw isNot("a map");
    }

    private TaskException isNot(String wanted) {
        return TaskException.rejected("the body of task " + name + " " + id + " is not " + wanted);
    }
}
