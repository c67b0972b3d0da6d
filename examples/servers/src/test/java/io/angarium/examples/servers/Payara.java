package io.angarium.examples.servers;

import java.util.List;

/** Payara, which is configured as GlassFish is. */
final class Payara extends GlassFish {
    Payara() {
        super("payara");
    }

    /** No cluster: nothing is to listen beyond this host. */
    @Override
    List<String> more() {
        return List.of("set-hazelcast-configuration --enabled=false --dynamic=false");
    }
}
