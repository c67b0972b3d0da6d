package io.angarium.server.engine;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.ReplyFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives the messages of ready queues to consumers with credit, fairly and in slices. Owner: the engine's holder. */
final class Dispatcher {
    private static final int SLICE = 500;

    private final ReadyQueues ready;
    private final Inventory inventory;
    private final HorizonKeeper horizons;
    private final Expiry expiry;
    private final BrokerClock clock;
    private final Consumers consumers;
    private final Outputs outputs;
    private final Bodies bodies;
    private final Presence presence;
    private final Feeder feeder;
    private final Conflation conflation;
    private final Groups groups;
    private int budget;
    /** Whether something waits for a body to be read. */
    private boolean delayed;

    Dispatcher(
            ReadyQueues ready,
            Inventory inventory,
            HorizonKeeper horizons,
            Expiry expiry,
            BrokerClock clock,
            Consumers consumers,
            Presence presence,
            Feeder feeder) {
        this.groups = consumers.groups();
        this.presence = presence;
        this.bodies = presence.bodies();
        this.feeder = feeder;
        this.conflation = feeder.conflation();
        this.ready = ready;
        this.inventory = inventory;
        this.horizons = horizons;
        this.expiry = expiry;
        this.clock = clock;
        this.consumers = consumers;
        this.outputs = consumers.outputs();
    }

    /** Serves the ready queues until nothing is ready or the slice is used up; returns what it used. */
    int run() {
        budget = SLICE;
        ready.look();
        MessageQueue queue = budget > 0 ? ready.poll() : null;
        while (queue != null) {
            serve(queue);
            queue = budget > 0 ? ready.poll() : null;
        }
        return SLICE - budget;
    }

    private void serve(MessageQueue queue) {
        Keep keep = queue.keep();
        if (keep != null) {
            budget -= feeder.serve(keep, budget);
        } else if (Conflation.concerns(queue) && !conflated(queue)) {
            return;
        }
        boolean complete = serveConsumers(queue);
        Follower follower = queue.follower();
        if (follower != null) {
            complete &= feeder.served(follower);
        }
        List<ConsumerState> browsers = queue.browsers();
        for (int i = browsers.size() - 1; i >= 0 && budget > 0; i--) {
            if (browse(browsers.get(i))) {
                browsers.remove(i);
            }
        }
        walk(queue);
        if (budget <= 0) {
            ready.mark(queue);
        } else if (complete && !presence.late(queue)) {
            answerDrains(queue);
        }
    }

    /** Whether only the newest of each value is left, and may be delivered. */
    private boolean conflated(MessageQueue queue) {
        budget -= conflation.serve(queue, budget, ref -> true);
        if (budget <= 0) {
            ready.mark(queue);
        }
        return Conflation.isDone(queue);
    }

    private void walk(MessageQueue queue) {
        List<QueueWalk> walks = queue.walks();
        for (int i = walks.size() - 1; i >= 0 && budget > 0; i--) {
            QueueWalk walk = walks.get(i);
            budget -= walk.step(budget);
            if (walk.isOver()) {
                walks.remove(walk);
            }
        }
    }

    /** Whether nothing more can be delivered now, for want of messages or of credit; false if something is only delayed. */
    private boolean serveConsumers(MessageQueue queue) {
        ConsumerRing ring = queue.consumers();
        ring.begin();
        delayed = false;
        if (queue.paused()) {
            return true;
        }
        if (groups.unknown(queue)) {
            return false;
        }
        if (queue.blocked()) {
            return true;
        }
        if (queue.regrouping() && !regrouped(queue)) {
            return true;
        }
        boolean exclusive = queue.policy().consumers().exclusive();
        GroupBook book = groups.of(queue);
        LastValues values = queue.values();
        while (budget > 0 && queue.order().size() > 0) {
            ConsumerState consumer = exclusive ? only(queue) : ring.next();
            if (consumer == null) {
                break;
            }
            if (book != null) {
                book.turnOf(consumer);
            }
            MessageRef ref = find(queue, consumer, book);
            if (ref == null) {
                if (exclusive) {
                    break;
                }
                ring.missed();
            } else if (!presence.isLoaded(ref) || !Conflation.admits(values, ref)) {
                return false;
            } else if (ref.stored().expired(clock.now())) {
                budget--;
                if (!expiry.expire(ref)) {
                    return false;
                }
                ring.begin(); // all have a turn again: for whoever came upon it there may be more
            } else if (!presence.here(ref) || bodies.large().keepsBack(ref)) {
                return false;
            } else if (!horizons.covers(ref)) {
                return false;
            } else if (!understood(consumer, ref)) {
                consumers.close(
                        consumer,
                        ErrorCode.UNSUPPORTED,
                        "the next message has a body in parts, which this client does not know; use a newer one");
                return false;
            } else if (hasRoom(consumer, ref)) {
                ring.begin();
                book = book == null ? groups.begin(consumer, ref) : book;
                deliver(consumer, ref);
            }
        }
        return budget > 0 && !delayed;
    }

    /** The one that alone gets messages, if it has credit; while another still has some, nobody does. */
    private @Nullable ConsumerState only(MessageQueue queue) {
        ConsumerState only = queue.consumers().only(queue.counters().inFlight());
        if (only == null) {
            ready.whenSettled(queue);
        }
        return only != null && only.takes() ? only : null;
    }

    /** Whether that message may go to its client now; if not, nothing does before enough has been read of what waits there. */
    private boolean hasRoom(ConsumerState consumer, MessageRef ref) {
        ConnectionState connection = consumer.session().connection();
        boolean room = outputs.hasRoom(connection.id(), ref.stored().message().size());
        if (!room) {
            connection.full(true);
        }
        return room;
    }

    private static boolean understood(ConsumerState consumer, MessageRef ref) {
        return ref.stored().largeBody() == null
                || consumer.session().connection().understands(Features.BODIES_IN_PARTS);
    }

    /** Whether what went out by the queue's old rules for groups is settled. */
    private boolean regrouped(MessageQueue queue) {
        if (queue.counters().inFlight() > 0) {
            ready.whenSettled(queue);
            return false;
        }
        queue.regrouped();
        return true;
    }

    private @Nullable MessageRef find(MessageQueue queue, ConsumerState consumer, @Nullable GroupBook book) {
        OrderCursor cursor = consumer.cursor();
        if (cursor == null) {
            return queue.order().first();
        }
        SerialLook look = consumer.serialLook();
        MessageRef ref = cursor.peek();
        while (ref != null && budget > 0 && (look == null || !look.isFar(ref))) {
            MessageGroup known = book == null ? null : Groups.known(ref);
            if (known != null && !known.admits(consumer)) {
                known.passed(consumer, ref.sequence());
            } else if (!presence.here(ref)) {
                delayed = true;
                queue.consumers().waits();
                return null;
            } else if (wantedBy(consumer, ref, book)) {
                return ref;
            }
            budget--;
            cursor.skip(ref);
            if (look != null) {
                look.passed(ref);
            }
            bodies.passed(ref);
            ref = cursor.peek();
        }
        return null;
    }

    private static boolean wantedBy(ConsumerState consumer, MessageRef ref, @Nullable GroupBook book) {
        if (consumer.selector() != null
                && !consumer.selector().matches(ref.stored().message(), ref.nextDeliveryCount())) {
            return false;
        }
        MessageGroup group = book == null ? null : Groups.of(book, ref);
        if (group == null || group.admits(consumer)) {
            return true;
        }
        group.passed(consumer, ref.sequence());
        return false;
    }

    private void deliver(ConsumerState consumer, MessageRef ref) {
        budget--;
        inventory.deliver(ref);
        MessageGroup group = ref.group();
        if (group != null) {
            Groups.deliver(consumer, group, ref);
        }
        consumer.spend(ref.size(), clock.now());
        long tag = consumer.outstanding().add(ref);
        if (consumer.lease() > 0) {
            inventory.leases().begin(consumer, tag, ref);
        }
        send(consumer, tag, ref);
    }

    /** One browser's turn; true if it has seen everything. */
    private boolean browse(ConsumerState browser) {
        OrderCursor cursor = browser.cursor();
        if (cursor == null) {
            return true;
        }
        while (budget > 0) {
            MessageRef ref = cursor.peek();
            if (ref == null) {
                outputs.send(browser.session().connection().id(), new ConsumerFrame.BrowseEnd(browser.id()));
                cursor.close();
                return true;
            }
            if (!browser.takes() && browser.awaitsCredit() == ref) {
                return false;
            }
            if ((ref instanceof ParkedRun || inSight(browser, ref)) && !presence.here(ref)) {
                return false;
            }
            budget--;
            if (wantedBy(browser, ref)) {
                if (!browser.takes() || !hasRoom(browser, ref)) {
                    browser.awaitsCredit(ref);
                    return false;
                }
                browser.spend(ref.size(), clock.now());
                send(browser, browser.nextBrowseTag(), ref);
            }
            cursor.skip(ref);
            bodies.passed(ref);
        }
        return false;
    }

    private boolean wantedBy(ConsumerState browser, MessageRef ref) {
        return inSight(browser, ref)
                && understood(browser, ref)
                && (browser.selector() == null
                        || browser.selector().matches(ref.stored().message(), ref.nextDeliveryCount()));
    }

    private boolean inSight(ConsumerState browser, MessageRef ref) {
        return ref.sequence() <= browser.browseUpTo() && !ref.stored().expired(clock.now());
    }

    private void send(ConsumerState consumer, long tag, MessageRef ref) {
        StoredMessage stored = ref.stored();
        ConnectionState connection = consumer.session().connection();
        outputs.send(
                connection.id(),
                new ConsumerFrame.Deliver(
                        consumer.id(),
                        tag,
                        ref.identity(),
                        ref.nextDeliveryCount(),
                        stored.shownExpiration(),
                        stored.timeLeft(clock.now()),
                        stored.shownDeliveryTime(),
                        stored.message()));
    }

    private void answerDrains(MessageQueue queue) {
        List<ConsumerState> draining = queue.consumers().draining();
        for (int i = draining.size() - 1; i >= 0; i--) {
            ConsumerState consumer = draining.get(i);
            ConnectionState connection = consumer.session().connection();
            if (!connection.full() || queue.order().size() == 0) { // else there may be something for it
                outputs.send(connection.id(), new ReplyFrame.Ok(consumer.drain()));
                consumer.drain(0);
                draining.remove(i);
            }
        }
    }
}
