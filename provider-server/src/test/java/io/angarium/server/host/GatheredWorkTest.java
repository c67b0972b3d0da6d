package io.angarium.server.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.BranchId;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Range;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Frame;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import io.angarium.wire.XaCode;
import io.angarium.wire.XaFrame;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(20)
class GatheredWorkTest {
    private static final BranchId BRANCH = new BranchId(1, new byte[] {1}, new byte[] {1});

    static Stream<Arguments> frames() {
        return Stream.of(
                Arguments.of(new TransactionFrame.Commit(1, 1, 1), true),
                Arguments.of(new TransactionFrame.Rollback(1, 1, 1, List.of()), true),
                Arguments.of(new SessionFrame.Recover(1, 1, List.of()), true),
                Arguments.of(new SessionFrame.CloseSession(1, 1, List.of()), true),
                Arguments.of(new ConnectionFrame.Goodbye(null, ""), true),
                Arguments.of(new XaFrame.XaPrepare(1, BRANCH), true),
                Arguments.of(new XaFrame.XaCommit(1, false, BRANCH), true),
                Arguments.of(new XaFrame.XaCommit(1, true, BRANCH), true),
                Arguments.of(new XaFrame.XaRollback(1, BRANCH), true),
                Arguments.of(new ManagementFrame.Manage(1, "tx.commit", Map.of("xid", BRANCH.toString())), true),
                Arguments.of(new XaFrame.XaStart(1, 1, 1, XaCode.TMNOFLAGS, 0, BRANCH), false),
                Arguments.of(new XaFrame.XaEnd(1, 1, XaCode.TMSUCCESS, BRANCH), false),
                Arguments.of(new SessionFrame.OpenSession(1), false),
                Arguments.of(new ConsumerFrame.HandedOver(1, 1_000_000), false),
                Arguments.of(acknowledge(new Range(1, 1, 8_192)), false),
                Arguments.of(acknowledge(new Range(1, 1, 8_193)), true),
                Arguments.of(acknowledge(new Range(1, 1, 5_000), new Range(2, 1, 5_000)), true),
                Arguments.of(acknowledge(new Range(1, 1, 1), new Range(1, 0, Long.MAX_VALUE)), true),
                Arguments.of(acknowledge(new Range(1, Long.MIN_VALUE, Long.MAX_VALUE)), true));
    }

    private static Frame acknowledge(Range... ranges) {
        return new ConsumerFrame.Acknowledge(0, 1, 0, Verdict.ACCEPT, List.of(ranges));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void framesThatSettleWhatManyGatheredAreTold(Frame frame, boolean settles) {
        assertThat(GatheredWork.isSettledBy(List.of(frame))).isEqualTo(settles);
    }
}
