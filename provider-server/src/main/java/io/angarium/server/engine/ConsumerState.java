package io.angarium.server.engine;

import io.angarium.server.selector.Selector;
import io.angarium.wire.ConsumerFrame;
import org.jspecify.annotations.Nullable;

/** One consumer or browser of a session. Owner: the engine's holder. */
final class ConsumerState {
    private final int id;
    private final SessionState session;
    private final ConsumerFrame.Kind kind;
    private final MessageQueue queue;
    private final @Nullable Selector selector;
    private @Nullable OrderCursor cursor;
    private @Nullable GroupBook groups;
    private final long browseUpTo;
    private final Outstanding outstanding;
    private int messages;
    private long bytes;
    private long handedUpTo;
    private long withoutCreditSince;
    private int drain;
    private boolean closed;
    private boolean inTurn;
    private boolean hadTurn;
    private int priority;
    private @Nullable SerialLook serialLook;
    private long lease;
    private long browseTag;
    private @Nullable MessageRef awaitsCredit;
    private @Nullable SlowWatch watch;

    /**
     * @param selector own selector, of queue consumers and browsers; subscriptions have theirs at the topic
     * @param browseUpTo highest sequence that a browser shows
     */
    ConsumerState(
            int id,
            SessionState session,
            ConsumerFrame.Kind kind,
            MessageQueue queue,
            @Nullable Selector selector,
            long browseUpTo) {
        Resumption resumption = session.resumption();
        long lastTag = resumption == null ? 0 : resumption.lastTag(id);
        this.outstanding = new Outstanding(lastTag);
        this.browseTag = lastTag;
        this.id = id;
        this.session = session;
        this.kind = kind;
        this.queue = queue;
        this.selector = selector;
        this.browseUpTo = browseUpTo;
        boolean browser = kind == ConsumerFrame.Kind.BROWSER;
        this.cursor = browser || selector != null ? queue.order().cursor(!browser) : null;
    }

    int id() {
        return id;
    }

    SessionState session() {
        return session;
    }

    ConsumerFrame.Kind kind() {
        return kind;
    }

    boolean browser() {
        return kind == ConsumerFrame.Kind.BROWSER;
    }

    MessageQueue queue() {
        return queue;
    }

    @Nullable
    Selector selector() {
        return selector;
    }

    @Nullable
    OrderCursor cursor() {
        return cursor;
    }

    /** From now on it has its own way through the queue, from the front on if it had none so far, and takes part in this. */
    void follow(GroupBook book) {
        groups = book;
        if (cursor == null) {
            cursor = queue.order().cursor(true);
        }
    }

    /** What of the queue's groups it takes part in, null for nothing. */
    @Nullable
    GroupBook groups() {
        return groups;
    }

    long browseUpTo() {
        return browseUpTo;
    }

    Outstanding outstanding() {
        return outstanding;
    }

    /** Deliveries to a browser are numbered too, but never outstanding. */
    long nextBrowseTag() {
        return ++browseTag;
    }

    /** Of a browser without credit, or whose client has enough to read: the message that it gets next. */
    @Nullable
    MessageRef awaitsCredit() {
        return awaitsCredit;
    }

    void awaitsCredit(@Nullable MessageRef ref) {
        awaitsCredit = ref;
    }

    /** Whoever has a higher one comes first. */
    int priority() {
        return priority;
    }

    void priority(int value) {
        priority = value;
    }

    /** Whether it gets the next message of a group only when the one before is settled, as its messages go to several who work on them. */
    boolean serial() {
        return serialLook != null;
    }

    void serial(boolean value) {
        serialLook = value ? new SerialLook() : null;
    }

    /** How far it has looked, if it is {@link #serial}; else null. */
    @Nullable
    SerialLook serialLook() {
        return serialLook;
    }

    /** For how many milliseconds it has each of its deliveries, 0 for as long as it likes. */
    long lease() {
        return lease;
    }

    void lease(long millis) {
        lease = millis;
    }

    /** What is seen of it where it may be slow; null where it may not. */
    @Nullable
    SlowWatch watch() {
        return watch;
    }

    void watch(@Nullable SlowWatch value) {
        watch = value;
    }

    /** It is at work on a delivery, though it settles none. */
    void sign() {
        if (watch != null) {
            watch.sign();
        }
    }

    /** Whether {@link ConsumerRing} has it among those that take turns. */
    boolean inTurn() {
        return inTurn;
    }

    void inTurn(boolean value) {
        inTurn = value;
    }

    /** Whether {@link ConsumerRing} has ever come to it. */
    boolean hadTurn() {
        return hadTurn;
    }

    void takeTurn() {
        hadTurn = true;
    }

    boolean hasCredit() {
        return messages > 0 && bytes > 0;
    }

    /** Whether it may be given a message now: it has asked for some, and its client reads. */
    boolean takes() {
        return hasCredit() && !session.connection().full();
    }

    int credit() {
        return messages;
    }

    void addCredit(int moreMessages, int moreBytes) {
        messages = (int) Math.min(Integer.MAX_VALUE, (long) messages + moreMessages);
        bytes = Math.min(Long.MAX_VALUE / 2, bytes + moreBytes);
    }

    /** Makes sure that one message can be delivered. */
    void ensureOne() {
        messages = Math.max(messages, 1);
        bytes = Math.max(bytes, 1);
    }

    void spend(int size, long now) {
        messages--;
        bytes -= size;
        if (!hasCredit()) {
            withoutCreditSince = now;
        }
    }

    /** When it used up its credit, 0 if it never had any. */
    long withoutCreditSince() {
        return withoutCreditSince;
    }

    void clearCredit() {
        messages = 0;
        bytes = 0;
    }

    /** Highest tag that the application is known to have been given. */
    long handedUpTo() {
        return handedUpTo;
    }

    void handed(long upTo) {
        handedUpTo = Math.max(handedUpTo, Math.min(upTo, outstanding.highest()));
    }

    /** Correlation of a Drain that waits for its answer, 0 for none. */
    int drain() {
        return drain;
    }

    void drain(int correlation) {
        drain = correlation;
    }

    /** Closed by its client; what was handed stays until the session settles it. */
    boolean closed() {
        return closed;
    }

    void close() {
        closed = true;
        clearCredit();
    }
}
