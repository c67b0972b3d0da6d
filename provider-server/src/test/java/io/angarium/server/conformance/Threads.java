package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** Calls on threads of their own, and what they are at. No state. */
final class Threads {
    private static final long LONG_ENOUGH_SECONDS = 20;
    private static final long MOMENT_MILLIS = 100;

    private Threads() {}

    /** A call on a thread of its own. */
    record Call<T>(Thread thread, CompletableFuture<T> future) {

        /** Its result, which comes soon. */
        T result() {
            try {
                return future.get(LONG_ENOUGH_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new AssertionError("the call failed", e.getCause());
            } catch (TimeoutException e) {
                AssertionError stuck = new AssertionError("the call does not end");
                stuck.setStackTrace(thread.getStackTrace());
                throw stuck;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        /** What it failed with; null if it did not. */
        Throwable failure() {
            try {
                future.get(LONG_ENOUGH_SECONDS, TimeUnit.SECONDS);
                return null;
            } catch (ExecutionException e) {
                return e.getCause();
            } catch (TimeoutException | InterruptedException e) {
                throw new AssertionError("the call does not end", e);
            }
        }

        /** Waits until it is blocked inside a method of that name. */
        Call<T> awaitInside(String method) {
            Awaitility.await().atMost(LONG_ENOUGH_SECONDS, TimeUnit.SECONDS).until(() -> {
                assertThat(future).as("the call").isNotDone();
                return thread.getState() != Thread.State.RUNNABLE
                        && Arrays.stream(thread.getStackTrace())
                                .anyMatch(frame -> frame.getMethodName().equals(method));
            });
            return this;
        }

        /** Sees that it goes on for a moment. */
        Call<T> stillRuns(String why) {
            return stillRunsAfter(Duration.ofMillis(MOMENT_MILLIS), why);
        }

        /** Sees that it goes on for a while. */
        Call<T> stillRunsAfter(Duration time, String why) {
            Awaitility.await()
                    .during(time)
                    .atMost(LONG_ENOUGH_SECONDS, TimeUnit.SECONDS)
                    .failFast(why, future::isDone)
                    .until(() -> !future.isDone());
            return this;
        }
    }

    static <T> Call<T> call(Callable<T> work) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        future.complete(work.call());
                    } catch (Exception | Error e) {
                        future.completeExceptionally(e);
                    }
                },
                "test-call");
        thread.setDaemon(true);
        thread.start();
        return new Call<>(thread, future);
    }

    /** Something that may be done and fails in its own way. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    static Call<Void> run(Action action) {
        return call(() -> {
            action.run();
            return null;
        });
    }

    /** Waits for a latch that opens soon. */
    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(LONG_ENOUGH_SECONDS, TimeUnit.SECONDS))
                    .as("the latch opened")
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
