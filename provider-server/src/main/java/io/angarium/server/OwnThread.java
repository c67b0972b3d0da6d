package io.angarium.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Does something with files on a thread of the broker's while the caller waits: an interrupt of the application's thread would close the files.
 */
final class OwnThread {
    private OwnThread() {}

    /** Waits for the outcome, whatever interrupts the caller meanwhile; exceptions come out as they were thrown. */
    static <T> T call(String role, Supplier<T> work) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        Thread thread = new Thread(() -> run(work, outcome), role);
        thread.setDaemon(true);
        thread.start();
        try {
            return outcome.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static <T> void run(Supplier<T> work, CompletableFuture<T> outcome) {
        try {
            outcome.complete(work.get());
        } catch (RuntimeException | Error e) {
            outcome.completeExceptionally(e);
        }
    }
}
