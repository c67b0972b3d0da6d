package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.BranchId;
import io.angarium.wire.Destination;
import io.angarium.wire.Frame;
import io.angarium.wire.XaFrame;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a start finds in a branch in doubt holds back its queue until it has been read, and not when the branch ends before that. */
@Timeout(30)
class StrangersTest {
    private static final String ORDERS = "orders";
    private static final BranchId BRANCH = XaClient.branch("b");

    private final EngineHarness harness = new EngineHarness();
    private XaClient xa;
    private TestClient reader;

    /** The first of two messages of a group is taken in a branch in doubt, and a start has asked for its body. */
    @BeforeEach
    void ask() {
        xa = new XaClient(harness);
        int producer = xa.client().producer(xa.session(), Destination.queue(ORDERS));
        for (String text : new String[] {"a1", "a2"}) {
            xa.client().send(producer, Messages.with(text, Map.of("JMSXGroupID", "a")));
        }
        int consumer = xa.client().consume(xa.session(), ORDERS);
        assertThat(xa.start(BRANCH)).isZero();
        xa.client().acceptIn(xa.session(), xa.transaction(), consumer, 1, 1);
        assertThat(xa.end(BRANCH)).isZero();
        assertThat(xa.prepare(BRANCH)).isZero();
        harness.checkpoint();
        harness.crash();
        xa = new XaClient(harness);
        reader = harness.connect();
        reader.consume(reader.session(), ORDERS);
        harness.engine().time(harness.now());
        boolean more = true;
        while (more) {
            more = harness.engine().work();
        }
    }

    private void end(XaFrame frame) {
        xa.client().frame(frame);
        harness.settle();
        assertThat(xa.answered((Frame.Request) frame)).isZero();
    }

    @Test
    void whatIsBehindItComesWhenTheBranchCommitsBeforeItWasRead() {
        end(new XaFrame.XaCommit(xa.client().correlation(), false, BRANCH));
        assertThat(reader.texts()).containsExactly("a2");
    }

    @Test
    void allComesWhenTheBranchRollsBackBeforeItWasRead() {
        end(new XaFrame.XaRollback(xa.client().correlation(), BRANCH));
        assertThat(reader.texts()).containsExactly("a1", "a2");
    }

    @Test
    void itHoldsBackItsGroupWhenItWasRead() {
        harness.settle();
        assertThat(reader.texts()).isEmpty();
        end(new XaFrame.XaCommit(xa.client().correlation(), false, BRANCH));
        assertThat(reader.texts()).containsExactly("a2");
    }
}
