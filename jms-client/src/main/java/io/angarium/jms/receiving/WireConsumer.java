package io.angarium.jms.receiving;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.channel.ConsumerSink;
import io.angarium.jms.error.JmsExceptions;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Acknowledge;
import io.angarium.wire.ConsumerFrame.Deliver;
import io.angarium.wire.ConsumerFrame.Range;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Limits;
import io.angarium.wire.SessionFrame.Handed;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One open consumer of the protocol: its buffer and its credit. The reading thread fills it, the session's thread takes from it, any
 * thread may close it.
 */
public final class WireConsumer implements ConsumerSink {
    private static final long BUSY = Long.MIN_VALUE; // in place of an id: somebody is settling that one

    private final Channel channel;
    private final int session;
    private final int number;
    private final ConsumerSpec spec;
    private final LongSupplier nanoTime;
    private final Inbox inbox = new Inbox();
    private final Prefetch prefetch;
    private final Completed completed;
    private long lastTag; // of the thread that reads, as its calls come one after the other
    private final @Nullable WireConsumer source; // whose deliveries were passed on to this one
    private final long shift; // of tags to those of the source
    private volatile boolean wanted;
    private volatile long leaseNanos; // 0 without one
    private final Map<Long, Long> open = new ConcurrentHashMap<>(0); // ids by tag of what is settled one by one
    private volatile boolean lost; // of what was passed on: all of it came by a link that is lost
    private volatile boolean closed;
    private volatile ConsumerFrame.@Nullable ConsumerClosed endedByBroker;
    private volatile boolean endTold;

    private WireConsumer(Channel channel, int session, ConsumerSpec spec, ReceiveSettings settings) {
        this.channel = channel;
        this.session = session;
        this.spec = spec;
        this.nanoTime = settings.nanoTime();
        source = null;
        shift = 0;
        completed = new CompletedIds().settling();
        number = channel.nextConsumer();
        prefetch = new Prefetch(number, settings.prefetchMessages(), settings.prefetchBytes());
    }

    private WireConsumer(WireConsumer source, int session, Completed completed, long shift) {
        this.channel = source.channel;
        this.session = session;
        this.spec = source.spec;
        this.nanoTime = source.nanoTime;
        this.source = source;
        this.shift = shift;
        this.completed = completed;
        number = channel.nextConsumer();
        prefetch = new Prefetch(number, 0, 0);
    }

    /** Opens a consumer, without credit; when this returns it is active, so that no later message is missed. */
    public static WireConsumer open(Channel channel, int session, ConsumerSpec spec, ReceiveSettings settings)
            throws JMSException {
        WireConsumer consumer = new WireConsumer(channel, session, spec, settings);
        int number = consumer.number;
        boolean leases = (channel.welcome().features() & Features.TIMING) != 0;
        ConsumerSpec asked = leases ? spec.leased(settings.leaseMillis()) : spec;
        channel.addConsumer(number, consumer);
        boolean opened = false;
        try {
            channel.open(
                    correlation -> asked.frame(correlation, session, number),
                    correlation -> new ConsumerFrame.CloseConsumer(correlation, number, 0));
            opened = true;
        } finally {
            if (!opened) {
                channel.removeConsumer(number);
            }
        }
        return consumer;
    }

    /** For one more session that deliveries are passed on to. */
    public Completed settling() {
        return completed.all().settling();
    }

    /**
     * Passes over what waits and has been completed, or is in the hands of a listener, before a link was lost. By the thread that assigns.
     *
     * @return whether there is something to assign
     */
    public boolean passOver() throws JMSException {
        while (true) {
            Inbox.Arrived next = inbox.peek();
            if (next == null) {
                return false;
            }
            Deliver delivery = next.delivery();
            if (completed.all().isDone(delivery.id())) {
                completed.add(delivery.tag(), delivery.id());
                channel.sendSoon(verdict(delivery, Verdict.ACCEPT));
            } else if (!completed.all().setAside(next)) {
                return true;
            }
            if (inbox.take(next)) {
                topUp(delivery);
            }
        }
    }

    /**
     * Passes waiting deliveries on to another session, as those of a consumer that gets nothing more. Its {@link #over} follows.
     *
     * @param toSession number of that session
     * @param most how many at most
     * @param by what that session has completed of this consumer
     * @return the consumer of that session; null if nothing is waiting
     */
    public @Nullable WireConsumer assign(int toSession, int most, Completed by) throws JMSException {
        WireConsumer target = null;
        long first = 0;
        long last = 0;
        for (int i = 0; i < Math.min(most, Limits.MAX_ASSIGNED); i++) {
            Inbox.Arrived next = inbox.peek();
            if (next == null || completed.all().concerns(next.delivery().id())) {
                break;
            }
            long tag = next.delivery().tag();
            if (target == null) {
                first = tag;
                target = new WireConsumer(this, toSession, by, first - 1);
            } else if (tag != last + 1) {
                break; // those between were passed on before, or the link was lost
            }
            last = tag;
            if (inbox.take(next)) {
                topUp(next.delivery());
            }
            target.inbox.add(next.to(target.number, tag - target.shift));
        }
        if (target != null) {
            channel.send(new ConsumerFrame.Assign(number, first, last, toSession, target.number));
        }
        return target;
    }

    /** The session is through with what was passed on to it; what it had in hand over a loss may be handed on, if it has not completed that. */
    public void over() {
        WireConsumer from = source;
        Inbox.Arrived again = from == null ? null : completed.over();
        if (from != null && again != null) {
            from.inbox.putBack(again);
            channel.wake();
        }
    }

    /** What it is attached to. */
    public Destination destination() {
        return spec.destination();
    }

    /** Whether what it is attached to is gone when the connection is, so that nobody else can get what was delivered. */
    boolean endsWithConnection() {
        return spec.kind() == ConsumerFrame.Kind.TOPIC;
    }

    /** Its number in the connection. */
    public int number() {
        return number;
    }

    @Override
    public void deliver(Deliver delivery) {
        lastTag = delivery.tag();
        inbox.add(new Inbox.Arrived(delivery, nanoTime.getAsLong()));
    }

    @Override
    public void timing(long tag, long millis) {
        if (tag == 0) {
            leaseNanos = TimeUnit.MILLISECONDS.toNanos(millis);
            prefetch.oneAtATime(millis != 0);
        } else {
            open.remove(tag); // its lease is over
        }
    }

    /** One that the application will settle by itself is handed over. */
    void opened(Deliver delivery) {
        open.put(delivery.tag(), delivery.id());
    }

    /** Whether nothing of it can be settled now. */
    boolean hasNoneOpen() {
        return open.isEmpty();
    }

    /** Forgets all of those. */
    void forgetOpen() {
        open.clear();
    }

    /**
     * Begins to accept all that is open; {@link #outcome} follows for each.
     *
     * @param tags gets their tags
     * @return their ids by tag
     */
    Map<Long, Long> acceptOpen(TagRanges tags) {
        Map<Long, Long> ids = new TreeMap<>();
        open.forEach((tag, id) -> {
            if (claim(tag, id)) {
                ids.put(tag, id);
            }
        });
        ids.keySet().forEach(tag -> tags.add(number, tag));
        return ids;
    }

    private boolean claim(long tag, long id) {
        return id != BUSY && open.replace(tag, id, BUSY);
    }

    /** Settles one, or renews its lease, and waits until that is on disk. */
    void settle(Verdict verdict, long tag) throws JMSException {
        Long id = open.get(tag);
        if (id == null || isVoid(verdict, tag)) {
            throw notOpen();
        }
        if (verdict == Verdict.RENEW && leaseNanos == 0) { // an older broker could not read that
            throw new IllegalStateException("this consumer has no lease to renew");
        }
        if (verdict != Verdict.RENEW && !claim(tag, id)) {
            throw notOpen();
        }
        JMSException unknown = null;
        try {
            List<Range> range = List.of(new Range(number, tag, tag));
            channel.call(correlation -> new Acknowledge(correlation, session, 0, verdict, range));
            unknown = outcome(verdict, tag, id);
        } finally {
            open.remove(tag, BUSY);
        }
        if (unknown != null) {
            throw unknown;
        }
    }

    /** What the broker's answer is worth: it passes over what it does not know any more. Null if it means what it says. */
    @Nullable
    JMSException outcome(Verdict verdict, long tag, long id) {
        open.remove(tag, BUSY);
        if (verdict == Verdict.ACCEPT) { // what came by a link that was lost comes again, and is passed over
            completedIfLost(tag, id);
        }
        return isVoid(verdict, tag) || (leaseNanos != 0 && isGone())
                ? JmsExceptions.of(
                        ErrorCode.OUTCOME_UNKNOWN,
                        "the consumer was closed, or the connection lost, meanwhile: the message may come again")
                : null;
    }

    /** Whether a verdict cannot count: its delivery came by a link that was lost. Accepting it counts where it comes again. */
    private boolean isVoid(Verdict verdict, long tag) {
        return (lost || completed.all().isLost(tag + shift))
                && (verdict != Verdict.ACCEPT || (source == null ? this : source).isGone());
    }

    private boolean isGone() {
        return closed || endedByBroker != null;
    }

    static JMSException notOpen() {
        return new IllegalStateException(
                "this delivery is not open any more: it was settled before, its lease is over, or it"
                        + " went back with recover, a close, or a lost connection");
    }

    @Override
    public void browseEnd() {
        // Only browsers end.
    }

    @Override
    public void closedByBroker(ConsumerFrame.ConsumerClosed frame) {
        endedByBroker = frame;
        inbox.clear();
    }

    /** Whether the broker has closed it, which its listener's connection has not been told. */
    boolean hasNews() {
        return endedByBroker != null && !endTold && !closed;
    }

    /** Tells that the broker has closed it, and why, unless that has been told. On the session's thread. */
    void tellNews(Consumer<JMSException> problems) {
        ConsumerFrame.ConsumerClosed ended = endedByBroker;
        if (ended != null && hasNews()) {
            problems.accept(JmsExceptions.of(
                    ended.code(),
                    "the broker closed a consumer of " + destination().name() + ": " + ended.reason()));
            endTold = true; // now: there may have been no memory to say it
        }
    }

    /** Why the broker closed it, or null if it did not. */
    public ConsumerFrame.@Nullable ConsumerClosed endedByBroker() {
        return endedByBroker;
    }

    /**
     * Says that the application wants messages; credit is granted as soon as the connection is started.
     *
     * @param started whether it is; asked after the wish has been published, so that a start at the same time sees it or is seen
     */
    public void want(BooleanSupplier started) throws JMSException {
        wanted = true;
        if (started.getAsBoolean()) {
            grant();
        }
    }

    /**
     * Who said so has got one. Without prefetching no other is wanted until that is said again, whatever happens meanwhile: after a rollback or a loss it
     * would wait here while others could have it.
     */
    public void wantNoMore() {
        if (prefetch.oneAtATime()) {
            wanted = false;
        }
    }

    /** The connection was started, or everything was given back to the broker: grants credit if messages are wanted. */
    public void grantIfWanted() throws JMSException {
        if (wanted) {
            grant();
        }
    }

    private void grant() throws JMSException {
        ConsumerFrame.Credit credit = source != null ? null : prefetch.first();
        if (credit != null && !closed) {
            channel.send(credit);
        }
    }

    /** Looks at a delivery before it is taken; by throwing it leaves it where it is. */
    @FunctionalInterface
    public interface Check {
        void check(Deliver delivery) throws JMSException;
    }

    /** Takes the next delivery that has not expired; it counts as handed to the application. Null if there is none now. */
    public @Nullable Deliver take(Check check) throws JMSException {
        over();
        while (true) {
            Inbox.Arrived next = inbox.peek();
            if (next == null) {
                return null;
            }
            long now = nanoTime.getAsLong();
            boolean tooOld = leaseNanos != 0 && now - next.at() > leaseNanos / 2; // it comes again with a whole one
            boolean dropped = tooOld || next.hasExpired(now);
            if (!dropped
                    && source == null
                    && completed.all().isDone(next.delivery().id())) {
                dropped = true;
                completed(next.delivery());
            }
            if (!dropped) {
                check.check(next.delivery());
            }
            next = inbox.poll();
            if (next == null) {
                return null;
            }
            Deliver delivery = next.delivery();
            topUp(delivery);
            if (dropped) {
                channel.sendSoon(verdict(delivery, tooOld ? Verdict.RETURN : Verdict.ACCEPT));
                grantIfWanted();
            } else if (source == null || completed.begin(delivery.tag() + shift, delivery.id())) {
                return delivery;
            }
        }
    }

    /** Acknowledges a delivery that the application is done with, outside transactions; nobody waits for that. */
    void acknowledge(Deliver delivery) throws JMSException {
        if (completed(delivery)) {
            List<Range> ranges = List.of(new Range(number, delivery.tag(), delivery.tag()));
            channel.castSoon(
                    correlation -> new Acknowledge(correlation, session, 0, Verdict.ACCEPT, ranges), completed.ask());
        } else {
            channel.sendSoon(verdict(delivery, Verdict.ACCEPT));
        }
    }

    /**
     * The application is done with a delivery, whose acknowledgement is about to be sent.
     *
     * @return whether that should ask for a reply, as {@link Completed#ask} then says
     */
    boolean completed(Deliver delivery) {
        return completed.add(delivery.tag() + shift, delivery.id());
    }

    /** The application is done with one that was acknowledged, unless that was by a link that is lost: then it is known as such. */
    void completedIfLost(long tag, long id) {
        completed.addIfLost(tag + shift, id);
    }

    Completed completed() {
        return completed;
    }

    /** The link was lost: what is waiting has returned to the broker, and what was completed may come again. */
    public void lost() {
        takenBack();
        endLeases();
        if (source == null) {
            leaseNanos = 0; // the broker says it again
            completed.all().lost(lastTag);
        } else {
            lost = true;
        }
    }

    private void endLeases() {
        if (leaseNanos != 0) {
            open.clear();
        }
    }

    /** The link is back: no credit that was granted before counts any more. */
    public void restored() {
        prefetch.reset();
    }

    private void topUp(Deliver delivery) throws JMSException {
        ConsumerFrame.Credit credit = prefetch.used(delivery.message().size());
        if (credit != null && !closed) {
            channel.sendSoon(credit);
        }
    }

    /** Gives back what is waiting, to its place and not counted as an attempt; what was handed before it stays. */
    public void giveBackWaiting() throws JMSException {
        List<Inbox.Arrived> waiting = inbox.drain();
        if (waiting.isEmpty() || closed) {
            return;
        }
        Range range = new Range(
                number,
                waiting.get(0).delivery().tag(),
                waiting.get(waiting.size() - 1).delivery().tag());
        channel.sendSoon(new ConsumerFrame.HandedOver(number, handed().upTo()));
        channel.sendSoon(new Acknowledge(0, session, 0, Verdict.RETURN, List.of(range)));
    }

    /** Gives back one that was handed over, counted as an attempt. */
    void giveBack(Deliver delivery) throws JMSException {
        channel.send(verdict(delivery, Verdict.RELEASE));
    }

    /** An acknowledgement of one delivery outside transactions that nobody waits for. */
    Acknowledge verdict(Deliver delivery, Verdict verdict) {
        return new Acknowledge(0, session, 0, verdict, List.of(new Range(number, delivery.tag(), delivery.tag())));
    }

    /**
     * Tells the broker that the application is about to see a delivery: at once if an earlier attempt failed, since this one may bring
     * the process down too; else now and then.
     */
    void reportHanded(Deliver delivery) throws JMSException {
        if (closed) {
            return; // its closing has said so
        }
        if (delivery.deliveryCount() > 1) {
            channel.send(new ConsumerFrame.HandedOver(number, delivery.tag()));
        } else if (inbox.isEmpty()) {
            channel.sendSoon(new ConsumerFrame.HandedOver(number, delivery.tag()));
        }
    }

    /** Asks the broker for what is there now and waits until it has come. */
    public void drain() throws JMSException {
        channel.call(correlation -> new ConsumerFrame.Drain(correlation, number));
    }

    /** Without a lock: whether nothing is waiting. */
    public boolean isEmpty() {
        return inbox.isEmpty();
    }

    /** On the reading thread: the broker has taken back everything and all credit. */
    public void takenBack() {
        inbox.clear();
        prefetch.reset();
    }

    /** What the application has seen. */
    public Handed handed() {
        return new Handed(number, inbox.handedUpTo());
    }

    /** Whether it is closed. */
    public boolean isClosed() {
        return closed;
    }

    /** Takes no more and forgets what is waiting; the broker is told separately or not at all. */
    public void shut() {
        closed = true;
        endLeases();
        inbox.close();
        channel.wake();
    }

    /** Closes it at the broker too, which gives what was waiting back to its place. */
    public void close() throws JMSException {
        shut();
        try {
            channel.end(correlation -> new ConsumerFrame.CloseConsumer(correlation, number, handed().upTo()));
        } finally {
            channel.removeConsumer(number);
        }
    }
}
