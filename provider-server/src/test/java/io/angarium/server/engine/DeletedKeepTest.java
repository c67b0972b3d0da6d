package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectReader;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.KeepPolicy;
import io.angarium.server.policy.KeepPolicy.Give;
import io.angarium.server.policy.Policies;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A topic that keeps messages for late subscribers is deleted, and what comes after that. */
@Timeout(60)
class DeletedKeepTest {
    private static final Destination NEWS = Destination.topic("news");

    private final EngineHarness harness = new EngineHarness()
            .withPolicies(Policies.of(
                    DestinationPolicy.standard(10, "DLQ").with(new KeepPolicy(1000, 0, Duration.ZERO, Give.ALL))));
    private TestClient client = harness.connect("me");
    private int session = client.session();
    private int producer = client.producer(session, NEWS);

    private void reconnect() {
        client = harness.connect("me");
        session = client.session();
        producer = client.producer(session, NEWS);
    }

    private void publish(int from, int to) {
        client.send(producer, Messages.numbers(from, to));
        harness.settle();
    }

    private int subscribe() {
        int consumer = client.open(session, Kind.TOPIC, NEWS, null);
        client.credit(consumer, 100);
        harness.settle();
        return consumer;
    }

    @Test
    void whatATransactionSentToATopicThatWasDeletedMeanwhileIsKeptNowhere() {
        client.sendIn(producer, 1, "1");
        harness.settle();
        client.manage("topic.delete", Map.of("name", "news"));
        harness.settle();
        assertThat(client.lastFailure()).isNull();
        client.commit(session, 1);
        harness.force().crash();
        reconnect();
        assertThat(client.texts(subscribe())).isEmpty();
        harness.checkpoint().crash();
        reconnect();
        publish(2, 2);
        assertThat(client.texts(subscribe())).containsExactly("2");
    }

    @Test
    void aStartLeavesOutWhatAnOlderBrokerKeptForATopicThatWasDeleted() {
        publish(1, 1);
        harness.tamper((type, payload) -> {
            if (EffectReader.read(type, payload.duplicate()) instanceof Effect.SubscriptionCreated created) {
                ByteBuffer changed = ByteBuffer.allocate(payload.remaining()).put(payload.duplicate());
                String text = new String(changed.array(), StandardCharsets.ISO_8859_1);
                return changed.put(text.indexOf(created.topic()), (byte) 'N').flip();
            }
            return payload;
        });
        harness.crash();
        harness.tamper((type, payload) -> payload);
        reconnect();
        publish(2, 2);
        for (int i = 0; i < 2; i++) {
            assertThat(client.texts(subscribe())).containsExactly("2");
            harness.checkpoint().crash();
            reconnect();
        }
    }
}
