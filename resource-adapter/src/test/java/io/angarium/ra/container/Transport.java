package io.angarium.ra.container;

import io.angarium.ra.outbound.AngariumManagedConnectionFactory;
import io.angarium.server.Broker;

/** The ways to a broker; tests that stand on {@link BrokerBased} run over each. */
public enum Transport {
    VM {
        @Override
        String uri(Broker broker) {
            return "vm://" + broker.name();
        }
    },
    SOCKET {
        @Override
        String uri(Broker broker) {
            return "angarium://127.0.0.1:" + broker.port();
        }
    },
    /** Two managed connections on each socket. */
    SHARED_SOCKET {
        @Override
        String uri(Broker broker) {
            return SOCKET.uri(broker);
        }

        @Override
        void prepare(AngariumManagedConnectionFactory factory) {
            factory.setConnectionsPerSocket("2");
        }
    };

    /** Sets up what is special to it. */
    void prepare(AngariumManagedConnectionFactory factory) {}

    /** Whether the broker can be away: one in this JVM is started when it is wanted. */
    public boolean reachesOut() {
        return this != VM;
    }

    abstract String uri(Broker broker);
}
