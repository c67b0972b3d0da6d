package io.angarium.server.engine;

import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import java.util.List;

/** A client that works in branches and has a durable subscription by pattern, and comes back after a crash of the engine. */
final class PatternSubscriber {
    private final EngineHarness harness;
    private final Destination pattern;
    private XaClient xa;

    /** Connects; it subscribes with the first {@link #content}. */
    PatternSubscriber(EngineHarness harness, Destination pattern) {
        this.harness = harness;
        this.pattern = pattern;
        this.xa = connect();
    }

    private XaClient connect() {
        return new XaClient(harness, harness.connect("me"));
    }

    XaClient xa() {
        return xa;
    }

    TestClient client() {
        return xa.client();
    }

    /** The engine crashes and starts again; what is not durable is lost. */
    void crash() {
        harness.crash();
        xa = connect();
    }

    /** What has come for the subscription; it is there again the next time. */
    List<String> content() {
        TestClient client = client();
        int consumer = client.open(xa.session(), Kind.DURABLE, pattern, "all");
        client.credit(consumer, 1000);
        harness.settle();
        List<String> texts = client.texts(consumer);
        client.closeConsumer(consumer, 0);
        harness.settle();
        return texts;
    }
}
