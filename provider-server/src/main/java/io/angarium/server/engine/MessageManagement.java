package io.angarium.server.engine;

import io.angarium.server.management.ManagementRequest;
import io.angarium.server.selector.Selector;
import io.angarium.wire.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What operators ask of one message: {@code message.explain}. Owner: the engine's holder. */
final class MessageManagement {
    private static final int STEP = 1000;

    private final Registry registry;
    private final Connections connections;
    private final Branches branches;
    private final Activities activities;
    private final QueueWalk.Maker walks;
    private final MessageExplanation explanation;
    private final Successions successions;

    MessageManagement(
            Registry registry,
            Connections connections,
            Branches branches,
            Activities activities,
            QueueWalk.Maker walks,
            MessageExplanation explanation,
            Successions successions) {
        this.successions = successions;
        this.registry = registry;
        this.connections = connections;
        this.branches = branches;
        this.activities = activities;
        this.walks = walks;
        this.explanation = explanation;
    }

    /** Whether it knows this operation. */
    static boolean knows(String operation) {
        return operation.startsWith("message.");
    }

    /**
     * Carries out a request.
     *
     * @param refused takes the reason if it turns out later that it cannot be done
     * @throws Refusal if it cannot be done
     */
    void execute(ManagementRequest request, Listing.Answer answer, Consumer<Refusal> refused) {
        if (!request.operation().equals("message.explain")) {
            throw new Refusal(ErrorCode.UNSUPPORTED, "unknown management operation '" + request.operation() + "'");
        }
        String id = request.required("id");
        Selector wanted = Selector.parse("JMSMessageID = '" + id.replace("'", "''") + "'");
        String name = request.optional("name");
        MessageQueue queue = name == null ? null : registry.queue(name);
        if (name != null && queue == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "queue '" + name + "' does not exist");
        }
        Found found = new Found(wanted, queue);
        held(wanted, found.rows);
        successions.add(found);
        successions.whenNoneIsUnderWay(() -> {
            if (queue == null) {
                activities.add(new Search(id, found, answer, refused)::step);
            } else {
                walks.begin(
                        queue,
                        QueueWalk.Which.ALL,
                        found,
                        () -> end(found, answer, "queue '" + name + "' has no message " + id, refused));
            }
        });
    }

    private void end(Found found, Listing.Answer answer, String none, Consumer<Refusal> refused) {
        successions.remove(found);
        List<Map<String, Object>> rows = found.rows.isEmpty() ? found.next : found.rows;
        if (rows.isEmpty()) {
            refused.accept(new Refusal(ErrorCode.NOT_FOUND, none));
        } else {
            answer.rows(rows, false);
        }
    }

    /** What is found. */
    private final class Found implements QueueWalk.Look, Successions.Lookout {
        private final Selector wanted;
        private final @Nullable MessageQueue queue;
        private final List<Map<String, Object>> rows = new ArrayList<>();
        /** If nothing else is: of one that recurs, and whose time came meanwhile. */
        private List<Map<String, Object>> next = List.of();

        Found(Selector wanted, @Nullable MessageQueue queue) {
            this.wanted = wanted;
            this.queue = queue;
        }

        @Override
        public boolean at(MessageRef ref) {
            if (!wanted.matches(ref.stored().message(), 1)) {
                return true;
            }
            rows.addAll(explanation.of(ref));
            return false;
        }

        @Override
        public void follows(MessageRef plan, MessageRef follower) {
            if ((queue == null || queue == follower.queue()) && matches(wanted, follower)) {
                next = explanation.of(follower);
            }
        }
    }

    /** Those that consumers and transactions have: they are in memory, and as many as consumers have asked for. */
    private void held(Selector wanted, List<Map<String, Object>> rows) {
        for (ConnectionState connection : connections.all()) {
            for (ConsumerState consumer : connection.consumers().values()) {
                consumer.outstanding().each(ref -> {
                    if (matches(wanted, ref)) {
                        rows.add(explanation.delivered(ref, consumer));
                    }
                });
            }
            for (SessionState session : connection.sessions().values()) {
                Transaction transaction = session.transaction();
                if (transaction != null && !transaction.branch()) {
                    held(wanted, transaction, "a transaction of connection " + connection.id(), rows);
                }
            }
        }
        for (Branch branch : branches.all()) {
            held(wanted, branch.work(), "branch " + branch.id() + ", which is " + branch.state() + ",", rows);
        }
    }

    private void held(Selector wanted, Transaction transaction, String by, List<Map<String, Object>> rows) {
        for (MessageRef ref : transaction.acknowledged()) {
            if (matches(wanted, ref)) {
                rows.add(explanation.held(ref, by));
            }
        }
    }

    private static boolean matches(Selector wanted, MessageRef ref) {
        return ref.stored().hasBody() && wanted.matches(ref.stored().message(), 1);
    }

    /** Looks through all queues and subscriptions, as far as they are in memory. */
    private final class Search {
        private final String id;
        private final Deque<QueueWalk> all = new ArrayDeque<>();
        private final Found found;
        private final Listing.Answer answer;
        private final Consumer<Refusal> refused;
        private long unread;

        Search(String id, Found found, Listing.Answer answer, Consumer<Refusal> refused) {
            this.id = id;
            this.found = found;
            this.answer = answer;
            this.refused = refused;
            for (MessageQueue queue : registry.all()) {
                all.add(walks.inMemory(queue, QueueWalk.Which.ALL, found));
            }
        }

        boolean step() {
            int left = STEP;
            while (left > 0 && !all.isEmpty()) {
                QueueWalk first = all.getFirst();
                left -= 1 + first.step(left);
                if (first.isOver()) {
                    unread += first.unread();
                    all.removeFirst();
                }
            }
            if (!all.isEmpty()) {
                return false;
            }
            String none = unread == 0
                    ? " is there"
                    : " is in memory; " + unread + " messages are only on disk: name the queue to look there too";
            end(found, answer, "no message " + id + none, refused);
            return true;
        }
    }
}
