package io.angarium.server.tool.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LiveBenchTest {
    private static final String BROKER = "vm://live-bench";

    private final ProducerLoad.Connector connector = () -> new AngariumConnectionFactory(BROKER).createConnection();

    @Test
    void percentilesAreWithinThreePercentAtEverySize() {
        for (long unit : new long[] {1, 100, 10_000, 1_000_000}) {
            Spectrum spectrum = new Spectrum();
            for (int i = 1; i <= 1_000; i++) {
                spectrum.add(i * unit);
            }
            double p50 = Spectrum.percentile(spectrum.counts(), 0.5) * 1e3;
            double longest = Spectrum.percentile(spectrum.counts(), 1) * 1e3;
            assertThat(p50).isCloseTo(500.0 * unit, within(500 * unit * 0.032));
            assertThat(longest).isCloseTo(1_000.0 * unit, within(1_000 * unit * 0.032));
        }
    }

    @Test
    void whatCameBetweenTwoReadingsIsCountedAlone() {
        Spectrum spectrum = new Spectrum();
        spectrum.add(5);
        long[] before = spectrum.counts();
        spectrum.add(2_000);
        spectrum.add(2_000);

        long[] since = Spectrum.between(before, spectrum.counts());

        assertThat(Spectrum.total(since)).isEqualTo(2);
        assertThat(Spectrum.percentile(since, 0.01)).isCloseTo(2, within(0.07));
        assertThat(Spectrum.percentile(Spectrum.between(before, before), 0.5)).isZero();
    }

    @Test
    void everySecondIsToldAndTheSumIsTheWhole() {
        Spectrum spectrum = new Spectrum();
        List<Watch.Line> lines = new ArrayList<>();

        Watch.Line all = new Watch(spectrum, TimeUnit.MILLISECONDS.toNanos(30))
                .run(Duration.ofMillis(200), () -> true, line -> {
                    lines.add(line);
                    spectrum.add(1_000);
                });

        assertThat(lines).hasSizeBetween(2, 6);
        assertThat(all.operations()).isEqualTo(lines.size());
        assertThat(lines.get(1).operations()).isEqualTo(1);
    }

    @Test
    void twoConnectionsTakeTurnsAndBothAreCounted() throws JMSException, InterruptedException {
        LiveBench.Shape shape = new LiveBench.Shape("compared", 1, 1, false, true, true, 64);
        AtomicInteger turns = new AtomicInteger();
        try (JMSContext keeper = new AngariumConnectionFactory(BROKER).createContext()) {
            SideBySide.Outcome outcome =
                    new SideBySide(Duration.ofMillis(5), turns::incrementAndGet).run(connector, connector, shape, 6);

            assertThat(turns).as("pairs, those that warm up among them").hasValueGreaterThan(6);
            assertThat(outcome.first()).isPositive();
            assertThat(outcome.second()).isPositive();
            assertThat(outcome.ratios()).hasSize(6).isSorted().allMatch(ratio -> ratio > 0);
            assertThat(outcome.ratio(0)).isEqualTo(outcome.ratios().get(0));
            assertThat(outcome.ratio(1)).isEqualTo(outcome.ratios().get(5));
            assertThat(keeper.createBrowser(keeper.createQueue("compared"))
                            .getEnumeration()
                            .hasMoreElements())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"true,false,2", "true,true,1", "false,false,1"})
    void confirmedSendsAreInTheQueue(boolean persistent, boolean asynchronous, int producers)
            throws JMSException, InterruptedException {
        LiveBench.Shape shape = new LiveBench.Shape(
                "sends." + persistent + asynchronous, producers, 1, false, persistent, asynchronous, 64);
        try (JMSContext keeper = new AngariumConnectionFactory(BROKER).createContext()) {
            Watch.Line all = LiveBench.sends(connector, shape, Duration.ofMillis(200), line -> {});

            assertThat(all.operations()).isPositive();
            assertThat(all.p99Micros()).isGreaterThanOrEqualTo(all.p50Micros());
            int found = 0;
            var browser =
                    keeper.createBrowser(keeper.createQueue(shape.queue())).getEnumeration();
            while (browser.hasMoreElements()) {
                browser.nextElement();
                found++;
            }
            assertThat(found).isGreaterThanOrEqualTo((int) all.operations());
        }
    }

    @ParameterizedTest
    @CsvSource({"false,2", "true,3"})
    void everyMessageReachesItsListeners(boolean topic, int consumers) throws JMSException, InterruptedException {
        LiveBench.Shape shape = new LiveBench.Shape("pair." + topic, 2, consumers, topic, false, false, 64);
        try (JMSContext keeper = new AngariumConnectionFactory(BROKER).createContext()) {
            keeper.start();
            Watch.Line all = LiveBench.deliveries(connector, shape, Duration.ofMillis(200), line -> {});

            assertThat(all.operations()).isPositive();
        }
    }

    @Test
    void aStrangerInTheQueueIsNoticed() throws JMSException {
        LiveBench.Shape shape = new LiveBench.Shape("strange", 1, 1, false, false, false, 64);
        try (JMSContext stranger = new AngariumConnectionFactory(BROKER).createContext()) {
            stranger.createProducer().send(stranger.createQueue("strange"), new byte[64]);

            assertThatThrownBy(() -> LiveBench.deliveries(connector, shape, Duration.ofMillis(100), line -> {}))
                    .isInstanceOf(BenchException.class)
                    .hasMessageContaining("does somebody else use this queue?");
        }
    }

    @Test
    void everyClientGetsItsOwnAnswers() throws JMSException, InterruptedException {
        LiveBench.Shape shape = new LiveBench.Shape("ask", 3, 1, false, false, false, 64);
        try (JMSContext keeper = new AngariumConnectionFactory(BROKER).createContext()) {
            keeper.start();
            assertThat(LiveBench.roundTrips(connector, shape, Duration.ofMillis(200), line -> {})
                            .operations())
                    .isPositive();
        }
    }
}
