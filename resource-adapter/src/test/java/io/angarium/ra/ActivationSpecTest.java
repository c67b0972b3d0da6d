package io.angarium.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.angarium.ra.inbound.AngariumActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import java.beans.PropertyDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is wrong with an activation is said at once: Connectors 2.1 section 13.4.2. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ActivationSpecTest {

    private static AngariumActivationSpec spec(Consumer<AngariumActivationSpec> set) {
        AngariumActivationSpec spec = new AngariumActivationSpec();
        set.accept(spec);
        return spec;
    }

    private static List<String> invalid(Consumer<AngariumActivationSpec> set) {
        InvalidPropertyException problem = catchThrowableOfType(
                InvalidPropertyException.class, () -> spec(set).validate());
        return problem == null
                ? List.of()
                : Arrays.stream(problem.getInvalidPropertyDescriptors())
                        .map(PropertyDescriptor::getName)
                        .toList();
    }

    private static void queue(AngariumActivationSpec spec) {
        spec.setDestination("q");
        spec.setDestinationType("jakarta.jms.Queue");
    }

    private static void topic(AngariumActivationSpec spec) {
        spec.setDestination("t");
        spec.setDestinationType("jakarta.jms.Topic");
    }

    @Test
    void whatMakesSenseIsValid() {
        assertThatCode(() -> spec(ActivationSpecTest::queue).validate()).doesNotThrowAnyException();
        assertThat(invalid(spec -> {
                    topic(spec);
                    spec.setSubscriptionDurability("durable");
                    spec.setSubscriptionName("s");
                    spec.setShareSubscriptions("TRUE");
                    spec.setAcknowledgeMode("Dups-ok-acknowledge");
                    spec.setMaxSessions(" 20 ");
                    spec.setRedeliveryDelay("2s");
                    spec.setClientId("  ");
                }))
                .isEmpty();
        assertThat(invalid(spec -> spec.setDestinationLookup("jms/q"))).isEmpty();
    }

    @Test
    void allMistakesAreToldTogether() {
        assertThat(invalid(spec -> {
                    spec.setUri("angarium:/nowhere");
                    spec.setDestinationType("queue");
                    spec.setAcknowledgeMode("Client-acknowledge");
                    spec.setSubscriptionDurability("Durable");
                    spec.setShareSubscriptions("perhaps");
                    spec.setMaxSessions("0");
                    spec.setRedeliveryDelay("soon");
                    spec.setMaxRedeliveryDelay("-1s");
                    spec.setFailuresBeforePause("few");
                    spec.setMaxPause("1 day");
                    spec.setMaxReconnectDelay("x");
                }))
                .containsExactlyInAnyOrder(
                        "uri",
                        "destination",
                        "destinationType",
                        "acknowledgeMode",
                        "subscriptionDurability",
                        "subscriptionName",
                        "shareSubscriptions",
                        "clientId",
                        "maxSessions",
                        "redeliveryDelay",
                        "maxRedeliveryDelay",
                        "failuresBeforePause",
                        "maxPause",
                        "maxReconnectDelay");
    }

    @Test
    void propertiesMustFitEachOther() {
        assertThat(invalid(spec -> spec.setDestination("q"))).containsExactly("destinationType");
        assertThat(invalid(spec -> {
                    queue(spec);
                    spec.setDestinationLookup("jms/q");
                }))
                .containsExactly("destinationLookup");
        assertThat(invalid(spec -> {
                    topic(spec);
                    spec.setSubscriptionDurability("Durable");
                    spec.setSubscriptionName("s");
                }))
                .containsExactly("clientId");
        assertThat(invalid(spec -> {
                    topic(spec);
                    spec.setShareSubscriptions("true");
                }))
                .containsExactly("subscriptionName");
        assertThat(invalid(spec -> {
                    queue(spec);
                    spec.setShareSubscriptions("true");
                    spec.setSubscriptionName("s");
                }))
                .containsExactly("shareSubscriptions");
    }
}
