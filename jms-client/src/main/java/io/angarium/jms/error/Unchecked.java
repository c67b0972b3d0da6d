package io.angarium.jms.error;

import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/** Runs calls of the classic API for the simplified one: a {@link JMSException} comes out as its unchecked twin. No state. */
public final class Unchecked {
    private Unchecked() {}

    /** A call that returns something. */
    @FunctionalInterface
    public interface Call<T> {
        T call() throws JMSException;
    }

    /** A call that may return null. */
    @FunctionalInterface
    public interface NullableCall<T> {
        @Nullable
        T call() throws JMSException;
    }

    /** A call that returns nothing. */
    @FunctionalInterface
    public interface Action {
        void run() throws JMSException;
    }

    /** Runs a call and returns its result. */
    public static <T> T get(Call<T> call) {
        try {
            return call.call();
        } catch (JMSException e) {
            throw JmsExceptions.unchecked(e);
        }
    }

    /** Runs a call and returns its result or null. */
    public static <T> @Nullable T getNullable(NullableCall<T> call) {
        try {
            return call.call();
        } catch (JMSException e) {
            throw JmsExceptions.unchecked(e);
        }
    }

    /** Runs a call. */
    public static void run(Action action) {
        try {
            action.run();
        } catch (JMSException e) {
            throw JmsExceptions.unchecked(e);
        }
    }
}
