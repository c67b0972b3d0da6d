package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.OverLinks;
import io.angarium.jms.link.Links;
import io.angarium.jms.reconnect.ReconnectSettings;
import io.angarium.jms.reconnect.ReconnectingLink;
import io.angarium.jms.uri.BrokerUri;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.tool.selfcheck.Relay;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One conversation (subscribe, send, receive, acknowledge, commit), cut at one byte after the other: whatever it is that does not arrive
 * whole, the outcome is the same. At each byte over links in memory and a clock of the test's, at a hundred over sockets, where the
 * handshake is cut too.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class EveryByteTest {
    private static final int OVER_SOCKETS = Integer.getInteger("angarium.cuts", 55);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Relay.Way.class)
    void aCutAtEachByteInMemoryChangesNothing(Relay.Way way) throws JMSException {
        String uri = "vm://every-byte-" + way + "?prefetch=5&data=" + folder;
        try (Connection keeper = new AngariumConnectionFactory(uri).createConnection()) {
            keeper.start();
            Session session = keeper.createSession();
            CutWire uncut = converse(uri, "uncut", session, -1, -1);
            assertThat(uncut.wasCut()).isFalse();
            long length = way == Relay.Way.TO_BROKER ? uncut.toBroker() : uncut.toClient();
            long begin = System.nanoTime();
            int cuts = 0;
            for (long at = 0; at < length; at++) {
                boolean up = way == Relay.Way.TO_BROKER;
                CutWire wire = converse(uri, "q" + at, session, up ? at : -1, up ? -1 : at);
                cuts += wire.wasCut() ? 1 : 0;
                assertThat(wire.opened()).as("links, cut at " + at).isLessThanOrEqualTo(2);
            }
            System.out.printf(
                    "%s in memory: cut at %d of %d bytes in %d ms%n",
                    way, cuts, length, (System.nanoTime() - begin) / 1_000_000);
            assertThat(cuts)
                    .as("but for the last bytes, as confirmations are put together by chance")
                    .isGreaterThan((int) length - 200);
            assertThat(length).isGreaterThan(500);
        }
    }

    private static CutWire converse(String uri, String name, Session session, long cutToBroker, long cutToClient)
            throws JMSException {
        BrokerUri parsed = BrokerUri.parse(uri);
        CutWire wire = new CutWire((hello, listener) -> Links.open(parsed, hello, listener), cutToBroker, cutToClient);
        OneConversation conversation = new OneConversation(name);
        ReconnectSettings settings = new ReconnectSettings(0, Long.MAX_VALUE, 500_000_000, "broker", false);
        conversation.over(OverLinks.connect(
                uri,
                (hello, listener) -> ReconnectingLink.open(
                        wire::open, hello, listener, settings, new VirtualTime().surroundings())));
        wire.end();
        conversation.assertNothingLeft(session);
        return wire;
    }

    @ParameterizedTest
    @EnumSource(Relay.Way.class)
    void aCutAtManyBytesOverSocketsChangesNothing(Relay.Way way) throws JMSException {
        try (Broker broker = Broker.start(BrokerSettings.in(folder).withPort(0));
                Relay relay = new Relay(broker.port());
                Connection keeper =
                        new AngariumConnectionFactory("angarium://127.0.0.1:" + broker.port()).createConnection()) {
            keeper.start();
            Session session = keeper.createSession();
            String uri = "angarium://127.0.0.1:" + relay.port() + "?reconnectDelay=20ms&prefetch=5";
            long before = relay.passed(way);
            converse(uri, "uncut", session);
            long length = relay.passed(way) - before;
            int cuts = 0;
            for (int i = 0; i < OVER_SOCKETS; i++) {
                long links = relay.connections();
                relay.cutAfter(way, length * i / OVER_SOCKETS);
                converse(uri, "q" + i, session);
                cuts += relay.connections() > links + 1 || i == 0 ? 1 : 0;
            }
            System.out.printf("%s over sockets: %d bytes, %d cuts%n", way, length, cuts);
            assertThat(cuts).isGreaterThan(OVER_SOCKETS * 9 / 10);
        }
    }

    private static void converse(String uri, String name, Session session) throws JMSException {
        OneConversation conversation = new OneConversation(name);
        conversation.over(new AngariumConnectionFactory(uri).createConnection());
        conversation.assertNothingLeft(session);
    }
}
