package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of groups that rest only so many are remembered. */
@Timeout(20)
class IdleGroupsTest {
    private static final int MOST = 10;

    private final MessageQueue queue = Refs.queue("q");
    private final IdleGroups idle = new IdleGroups(MOST);
    private final GroupBook book = new GroupBook(queue, idle, new ReadyQueues());
    private ConsumerState owner;

    @BeforeEach
    void join() {
        SessionState session = new SessionState(
                1,
                new ConnectionState(
                        1,
                        new ConnectionFrame.Hello(1, 1, 0, new UUID(1, 1), null, null, null, "test", 0),
                        new Identity("anonymous", false, "here")),
                new SendWindow(new SendWindow.Key(new UUID(1, 1), 1)));
        owner = new ConsumerState(1, session, ConsumerFrame.Kind.QUEUE, queue, null, 0);
        book.joined(owner);
    }

    /** A message of it comes and is done with. */
    private MessageGroup use(String name) {
        MessageGroup group = book.group(name);
        group.opened();
        group.taken(owner);
        group.settled();
        return group;
    }

    @Test
    void ofAMillionGroupsTheLastOnesAreRemembered() {
        for (int i = 0; i < 1_000_000; i++) {
            use("g" + i);
        }
        assertThat(idle.size()).isEqualTo(MOST);
        assertThat(book.all()).hasSize(MOST).allMatch(group -> group.owner() == owner && !group.closed());
        assertThat(book.all()).extracting(MessageGroup::name).contains("g999999", "g999990");
    }

    @Test
    void whatIsUsedAgainIsNotForgotten() {
        MessageGroup used = use("used");
        for (int i = 0; i < 1_000; i++) {
            use("g" + i);
            use("used");
        }
        assertThat(book.group("used")).isSameAs(used);
    }

    @Test
    void whatIsOpenOrWaitsIsNeverForgotten() {
        MessageGroup open = book.group("open");
        open.opened();
        open.taken(owner);
        MessageGroup waiting = use("waiting");
        waiting.blocked();
        for (int i = 0; i < 1_000; i++) {
            use("g" + i);
        }
        assertThat(open.closed()).isFalse();
        assertThat(waiting.closed()).isFalse();
        assertThat(book.all()).hasSize(MOST + 2);
    }

    @Test
    void whatOthersHavePassedIsForgottenLast() {
        MessageRef first = Refs.add(queue, 1);
        MessageGroup passed = use("passed");
        passed.passed(
                new ConsumerState(2, owner.session(), ConsumerFrame.Kind.QUEUE, queue, null, 0), first.sequence());
        for (int i = 0; i < MOST; i++) {
            use("g" + i);
        }
        assertThat(passed.closed()).isFalse();
        queue.order().remove(first);
        for (int i = 0; i < 100; i++) {
            use("h" + i);
        }
        assertThat(passed.closed()).as("there is nothing to come any more").isTrue();
    }
}
