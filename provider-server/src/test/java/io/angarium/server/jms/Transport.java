package io.angarium.server.jms;

import io.angarium.server.Broker;

/** The ways to a broker; every test of this package runs over each. */
enum Transport {
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
