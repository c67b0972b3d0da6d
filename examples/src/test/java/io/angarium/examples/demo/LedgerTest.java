package io.angarium.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class LedgerTest {
    private final Ledger ledger = new Ledger();

    private void confirmed(int order) {
        ledger.sent(order);
        ledger.confirmed(order);
    }

    @Test
    void whatArrivesOnceIsGood() {
        confirmed(1);
        ledger.got(1, false, "m1");
        assertThat(ledger.outcome()).isEqualTo(new Outcome(1, 1, 1, 0, 0, 0, 0));
        assertThat(ledger.outcome().good(1)).isTrue();
    }

    @Test
    void aConfirmedOrderThatNeverArrivesIsLost() {
        confirmed(1);
        confirmed(2);
        ledger.got(2, false, "m2");
        assertThat(ledger.outcome().lost()).isEqualTo(1);
        assertThat(ledger.outcome().good(2)).isFalse();
    }

    @Test
    void anUnconfirmedOrderThatNeverArrivesIsNotLost() {
        ledger.sent(1);
        assertThat(ledger.outcome().lost()).isZero();
        assertThat(ledger.outcome().good(1)).isFalse();
    }

    @Test
    void theSameMessageAgainIsExplainedByRedeliveredWhicheverReportComesFirst() {
        confirmed(1);
        ledger.got(1, true, "m1");
        ledger.got(1, false, "m1");
        assertThat(ledger.outcome().redelivered()).isEqualTo(1);
        assertThat(ledger.outcome().unexplained()).isZero();
    }

    @Test
    void aMessageMarkedRedeliveredThatIsSeenOnceIsNoDouble() {
        confirmed(1);
        ledger.got(1, true, "m1");
        assertThat(ledger.outcome().redelivered()).isZero();
    }

    @Test
    void theSameMessageAgainWithoutRedeliveredIsAFault() {
        confirmed(1);
        ledger.got(1, false, "m1");
        ledger.got(1, false, "m1");
        assertThat(ledger.outcome().unexplained()).isEqualTo(1);
        assertThat(ledger.outcome().good(1)).isFalse();
    }

    @Test
    void anotherMessageWithTheSameOrderIsAFault() {
        confirmed(1);
        ledger.got(1, false, "m1");
        ledger.got(1, false, "m2");
        assertThat(ledger.outcome().unexplained()).isEqualTo(1);
    }

    @Test
    void reportsAreReadBack() {
        var lines = Reports.parser(ledger);
        for (String line : "S 1;C 1;G 1 0 ID:a b;G 1 1 ID:a b;L".split(";")) {
            lines.accept(line);
        }
        assertThat(ledger.outcome()).isEqualTo(new Outcome(1, 1, 1, 0, 1, 0, 1));
    }
}
