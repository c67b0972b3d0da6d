package io.angarium.jms.link;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Tells virtual threads, which Java 17 does not know, from platform threads: an interrupt of one that connects, reads or writes a socket closes that socket, also for
 * all others who use it. So none of them does; a platform thread does it for them.
 */
final class VirtualThreads {
    private static final @Nullable MethodHandle IS_VIRTUAL = find();

    private VirtualThreads() {}

    /** Something that a virtual thread must not do. */
    @FunctionalInterface
    interface Work<T> {
        /** Does it. */
        T run() throws IOException;
    }

    /** Whether a thread is virtual. */
    static boolean isVirtual(Thread thread) {
        if (IS_VIRTUAL == null) {
            return false;
        }
        try {
            return (boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (Throwable e) {
            throw new IllegalStateException("Thread.isVirtual failed", e);
        }
    }

    /** Does it, by another thread if the calling one is virtual, which waits for the end of that whatever interrupts. */
    static <T> T spare(Work<T> work) throws IOException {
        if (!isVirtual(Thread.currentThread())) {
            return work.run();
        }
        FutureTask<T> task = new FutureTask<>(work::run); // which needs no memory to say that it has ended
        try {
            LinkThreads.WRITER.execute(task);
        } catch (OutOfMemoryError e) { // for a thread; nothing has been done
            throw new IOException("there is no thread to be had for a virtual one", e);
        }
        try {
            return Waits.through(() -> task.get());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof LinkException refused) {
                throw refused;
            }
            throw cause instanceof IOException broken ? broken : new IOException(cause);
        }
    }

    private static @Nullable MethodHandle find() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }
}
