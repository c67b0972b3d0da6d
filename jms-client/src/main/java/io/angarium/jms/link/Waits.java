package io.angarium.jms.link;

/** Opening a link is not interrupted, as connecting a {@link java.net.Socket} is not, nor is the short wait for the broker's goodbye. */
final class Waits {
    private Waits() {}

    /** Something that waits. */
    @FunctionalInterface
    interface Wait {
        /** Whether it came about in time. */
        boolean once() throws InterruptedException;
    }

    /** Waits to the end whatever interrupts, and leaves the interrupt for later. */
    static boolean through(Wait wait) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.once();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
