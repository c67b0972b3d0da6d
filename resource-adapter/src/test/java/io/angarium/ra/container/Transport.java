package io.angarium.ra.container;

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
    };

    abstract String uri(Broker broker);
}
