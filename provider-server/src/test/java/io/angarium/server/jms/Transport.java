package io.angarium.server.jms;

import io.angarium.server.Broker;

/** The ways to a broker; every test that stands on {@link BrokerBased} runs over each. A further link is a further constant. */
public enum Transport {
    VM {
        @Override
        public String uri(Broker broker) {
            return "vm://" + broker.name();
        }
    },
    SOCKET {
        @Override
        public String uri(Broker broker) {
            return "angarium://127.0.0.1:" + broker.port();
        }
    };

    public abstract String uri(Broker broker);
}
