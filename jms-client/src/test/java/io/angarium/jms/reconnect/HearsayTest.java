package io.angarium.jms.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.link.LinkException;
import io.angarium.wire.ErrorCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What of the others' tries a connection believes, and for how long. On a clock of the test's own, in one thread. */
@Timeout(20)
class HearsayTest {
    private static final String PLACE = "h:1";
    private static final long CAP = TimeUnit.MILLISECONDS.toNanos(500);

    private final Hearsay hearsay = new Hearsay();
    private final CurrentLink current = new CurrentLink();
    private LongConsumer meanwhile = nanos -> {};
    private long now;
    private int pauses;
    private int attempts;

    private Tries tries(long timeoutNanos) {
        Surroundings surroundings =
                new Surroundings(() -> now, () -> 0.5, (monitor, nanos) -> pause(nanos), any -> {}, hearsay);
        return new Tries(new ReconnectSettings(0, timeoutNanos, CAP, PLACE, false), surroundings, current);
    }

    /** What others do in a pause of this connection's is told at its end. */
    private void pause(long nanos) {
        now += nanos;
        pauses++;
        meanwhile.accept(nanos);
    }

    private static LinkException because(@Nullable Throwable cause) {
        return new LinkException(null, "cannot reach broker h:1", cause);
    }

    private static LinkException refused() {
        return because(new ConnectException("Connection refused"));
    }

    /** As of several addresses: the last is the cause, the others are suppressed. */
    private static LinkException noneOf(LinkException... each) {
        LinkException all = because(each[each.length - 1]);
        List.of(each).subList(0, each.length - 1).forEach(all::addSuppressed);
        return all;
    }

    private void failUntil(long end) {
        attempts++;
        if (now < end) {
            throw refused();
        }
    }

    static Stream<Arguments> failures() {
        LinkException tls = because(new SSLException("certificate"));
        LinkException silent = because(new SocketTimeoutException("handshake"));
        return Stream.of(
                Arguments.of("refused", refused(), true),
                Arguments.of("each refused", noneOf(refused(), refused(), refused()), true),
                Arguments.of("TLS", tls, false),
                Arguments.of("a silent peer", silent, false),
                Arguments.of("one silent, one refused", noneOf(silent, refused()), false),
                Arguments.of("one refused, one silent", noneOf(refused(), silent), false),
                Arguments.of("reset", because(new IOException("Connection reset")), false),
                Arguments.of("said goodbye", new LinkException(ErrorCode.RESOURCE_LIMIT, "full", null), false),
                Arguments.of("user", new LinkException(ErrorCode.AUTHENTICATION, "wrong password", null), false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void onlyThatNothingListensConcernsTheOthers(String what, LinkException failure, boolean believed) {
        hearsay.failed(PLACE, failure, now);
        assertThat(hearsay.recent(PLACE, now)).isEqualTo(believed ? failure : null);
    }

    @Test
    void itIsBelievedForAMomentAndOfThatPlaceOnly() {
        now = Long.MAX_VALUE - 5; // System.nanoTime may overflow
        LinkException refusal = refused();
        hearsay.failed(PLACE, refusal, now);
        assertThat(hearsay.recent(PLACE, now + Hearsay.FRESH_NANOS - 1)).isSameAs(refusal);
        assertThat(hearsay.recent(PLACE, now + Hearsay.FRESH_NANOS)).isNull();
        assertThat(hearsay.recent("h:2", now)).isNull();
    }

    @Test
    void whoHearsOfARefusalDoesNotKnockAndKnocksAtOnceWhenThereIsNoneAnyMore() throws InterruptedException {
        LinkException heard = refused();
        meanwhile = nanos -> {
            if (pauses < 100) {
                hearsay.failed(PLACE, heard, now - 1);
                assertThat(current.trouble()).isNotNull();
            }
        };
        tries(Long.MAX_VALUE).again(() -> failUntil(1));
        assertThat(pauses).isEqualTo(100);
        assertThat(attempts).as("the first and the last").isEqualTo(2);
        assertThat(current.trouble()).isSameAs(heard);
    }

    @Test
    void whatWasHeardIsNotToldAgain() throws InterruptedException {
        meanwhile = nanos -> {
            if (pauses == 10) { // long enough for old news not to be fresh at the next one's end
                hearsay.failed(PLACE, refused(), now);
            }
        };
        tries(Long.MAX_VALUE).again(() -> failUntil(TimeUnit.SECONDS.toNanos(30)));
        assertThat(attempts)
                .as("but for what it heard once, one after each pause")
                .isEqualTo(pauses);
    }

    @Test
    void whoIsAloneTriesAfterEachPauseHoweverShort() throws InterruptedException {
        meanwhile = nanos -> assertThat(attempts).isEqualTo(pauses);
        tries(Long.MAX_VALUE).again(() -> failUntil(TimeUnit.SECONDS.toNanos(3)));
        assertThat(pauses).isGreaterThan(5);
    }

    @Test
    void ownRefusalsAreToldToTheOthers() throws InterruptedException {
        meanwhile = nanos -> assertThat(hearsay.recent(PLACE, now - nanos)).isNotNull();
        tries(Long.MAX_VALUE).again(() -> failUntil(TimeUnit.SECONDS.toNanos(5)));
        assertThat(pauses).isGreaterThan(5);
    }

    @Test
    void theFirstTryIsOnesOwnWhateverIsSaid() throws InterruptedException {
        hearsay.failed(PLACE, refused(), now);
        tries(0).again(() -> failUntil(0));
        tries(0).first(() -> failUntil(0));
        assertThat(attempts).isEqualTo(2);
        assertThat(pauses).isZero();
    }

    @Test
    void nothingIsKeptWhenNobodyTriesAnyMore() throws InterruptedException {
        tries(Long.MAX_VALUE).again(() -> failUntil(TimeUnit.SECONDS.toNanos(1)));
        assertThat(hearsay.size()).isZero();
        assertThatThrownBy(() -> tries(TimeUnit.SECONDS.toNanos(1)).again(() -> failUntil(Long.MAX_VALUE)))
                .isInstanceOf(LinkException.class);
        assertThat(hearsay.size()).isZero();
        meanwhile = nanos -> current.end(because(null));
        tries(Long.MAX_VALUE).again(() -> failUntil(Long.MAX_VALUE));
        assertThat(hearsay.size()).isZero();
    }

    @Test
    void reconnectTimeoutEndsThoseWhoOnlyHear() {
        LinkException heard = refused();
        meanwhile = nanos -> hearsay.failed(PLACE, heard, now);
        long timeout = TimeUnit.SECONDS.toNanos(5);
        assertThatThrownBy(() -> tries(timeout).again(() -> failUntil(Long.MAX_VALUE)))
                .isSameAs(heard);
        assertThat(now).isBetween(timeout - CAP, timeout);
        assertThat(attempts).isEqualTo(1);
    }
}
