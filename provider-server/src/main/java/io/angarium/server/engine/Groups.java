package io.angarium.server.engine;

import io.angarium.wire.EncodedMessage;
import io.angarium.wire.PropertyFinder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Messages that name a group (JMSXGroupID, Jakarta Messaging section 3.5.9) go to one consumer at a time, in their order. A queue has a {@link
 * GroupBook} from the first such message on, or if its policy has partitions; until then all this costs a look at the properties. Owner: the
 * engine's holder.
 */
final class Groups {
    private static final byte[] GROUP = "JMSXGroupID".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NUMBER = "JMSXGroupSeq".getBytes(StandardCharsets.UTF_8);

    private final IdleGroups idle;
    private final ReadyQueues ready;
    private final Retries retries;
    private final Bodies bodies;

    Groups(ReadyQueues ready, Retries retries, Bodies bodies, int mostIdle) {
        this.retries = retries;
        this.bodies = bodies;
        this.ready = ready;
        this.idle = new IdleGroups(mostIdle);
    }

    /** Whether nothing of a queue may be delivered yet, as it is not known which groups are held back by what a restart has found. */
    boolean unknown(MessageQueue queue) {
        Strangers strangers = queue.strangers();
        if (strangers.isEmpty()) {
            return false;
        }
        if (!queue.grouping()) {
            strangers.clear();
            return false;
        }
        return strangers.identify(this, bodies);
    }

    /** A message that a restart has found, and that holds back its group, is in memory. */
    void found(MessageRef ref) {
        MessageQueue queue = ref.queue();
        String name = queue.grouping() ? name(ref) : null;
        if (name == null) {
            return;
        }
        GroupBook book = queue.groups() == null ? open(queue) : queue.groups();
        MessageGroup group = book.group(name);
        ref.group(group);
        if (ref.state() == MessageRef.State.IN_TRANSACTION) {
            group.found();
        } else {
            retries.narrow(ref, group);
        }
    }

    /** Before the turns of a queue's consumers: who gets what, null if it has no groups so far. */
    @Nullable
    GroupBook of(MessageQueue queue) {
        GroupBook book = queue.groups();
        if (book == null && queue.grouping() && queue.policy().groups().partitioned()) {
            book = open(queue);
        }
        return book;
    }

    private GroupBook open(MessageQueue queue) {
        GroupBook book = new GroupBook(queue, idle, ready);
        queue.groups(book);
        return book;
    }

    /** A consumer is about to get this message, of a queue without groups: if it names one, there are groups from now on. */
    @Nullable
    GroupBook begin(ConsumerState consumer, MessageRef ref) {
        MessageQueue queue = ref.queue();
        String name = queue.grouping() ? name(ref) : null;
        if (name == null) {
            return null;
        }
        GroupBook book = open(queue);
        book.joined(consumer);
        ref.group(book.group(name));
        return book;
    }

    /** The group of a message, as far as that is known without its body. */
    static @Nullable MessageGroup known(MessageRef ref) {
        MessageGroup group = ref.group();
        return group == null || group.closed() ? null : group;
    }

    /** The group of a message that is in memory, null if it names none. */
    static @Nullable MessageGroup of(GroupBook book, MessageRef ref) {
        MessageGroup group = known(ref);
        if (group == null) {
            String name = name(ref);
            group = name == null ? null : book.group(name);
            ref.group(group);
        }
        return group;
    }

    /** The same for who only looks: null also if nobody has come to it yet. */
    static @Nullable MessageGroup look(GroupBook book, MessageRef ref) {
        MessageGroup group = known(ref);
        String name = group == null ? name(ref) : null;
        return name == null ? group : book.look(name);
    }

    private static @Nullable String name(MessageRef ref) {
        EncodedMessage message = ref.stored().message();
        if (message.propertiesLength() == 0) {
            return null;
        }
        return GroupName.of(PropertyFinder.find(message, GROUP));
    }

    /** A consumer gets a message of this group: it is its owner, unless the message says that it is the last. */
    static void deliver(ConsumerState consumer, MessageGroup group, MessageRef ref) {
        group.taken(consumer);
        if (!group.book().partitioned()
                && PropertyFinder.find(ref.stored().message(), NUMBER) instanceof Integer number
                && number < 0) {
            group.ends();
        }
    }

    /** A consumer goes. */
    static void left(ConsumerState consumer) {
        GroupBook book = consumer.queue().groups();
        if (book != null) {
            book.left(consumer);
        }
    }
}
