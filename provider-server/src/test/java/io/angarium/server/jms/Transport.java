package io.angarium.server.jms;

import io.angarium.server.Broker;
import java.util.ArrayList;
import java.util.List;

/** The ways to a broker; every test that stands on {@link BrokerBased} runs over each. A further link is a further constant. */
public enum Transport {
    VM {
        @Override
        String base(Broker broker) {
            return "vm://" + broker.name();
        }
    },
    /** The socket link behind the one that reconnects, as a client has it that asks for nothing. */
    SOCKET {
        @Override
        String base(Broker broker) {
            return "angarium://127.0.0.1:" + broker.port();
        }
    },
    /** The socket link alone: the connection ends with it. */
    PLAIN_SOCKET("reconnect=false") {
        @Override
        String base(Broker broker) {
            return SOCKET.base(broker);
        }
    };

    private final List<String> own;

    Transport(String... own) {
        this.own = List.of(own);
    }

    abstract String base(Broker broker);

    /** For a factory, with options such as {@code prefetch=1}; an option that the link sets itself is not given a second time. */
    public final String uri(Broker broker, String... options) {
        List<String> all = new ArrayList<>(own);
        for (String option : options) {
            if (!all.contains(option)) {
                all.add(option);
            }
        }
        return all.isEmpty() ? base(broker) : base(broker) + "?" + String.join("&", all);
    }
}
