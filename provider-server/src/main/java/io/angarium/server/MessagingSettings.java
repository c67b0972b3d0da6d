package io.angarium.server;

/**
 * What a broker does with messages.
 *
 * @param memoryBytes message bytes that may be kept in memory before producers are held back
 * @param maxDeliveries attempts after which a message moves to the dead letter queue, at least 1
 * @param deadLetterQueue name of that queue
 * @param createDestinations whether destinations come into being on first use
 * @param maxMessages how many messages there may be in all, 0 for no bound
 * @param maxBytes how many bytes these may have, 0 for no bound
 */
public record MessagingSettings(
        long memoryBytes,
        int maxDeliveries,
        String deadLetterQueue,
        boolean createDestinations,
        long maxMessages,
        long maxBytes) {
    private static final int MAX_DELIVERIES = 10;
    private static final String DEAD_LETTER_QUEUE = "DLQ";
    private static final int MEMORY_PERCENT = 40;

    /** Two fifths of the heap, ten attempts, then to the queue DLQ; destinations are made on first use. */
    public static MessagingSettings defaults() {
        long memory = Runtime.getRuntime().maxMemory() / 100 * MEMORY_PERCENT;
        return new MessagingSettings(memory, MAX_DELIVERIES, DEAD_LETTER_QUEUE, true, 0, 0);
    }
}
