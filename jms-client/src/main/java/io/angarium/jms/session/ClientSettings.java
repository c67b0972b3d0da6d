package io.angarium.jms.session;

import io.angarium.jms.message.ObjectTrust;
import io.angarium.jms.receiving.ReceiveSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a connection is told when it is made.
 *
 * @param incarnation identifies it towards the broker
 * @param clientId identifier that was configured or comes with the URI, or null
 * @param callTimeout how long calls wait for the broker
 * @param receive how consumers receive
 * @param individual whether CLIENT_ACKNOWLEDGE means INDIVIDUAL_ACKNOWLEDGE
 * @param clock for the timestamps of messages
 * @param trust which classes object messages may hold
 */
public record ClientSettings(
        UUID incarnation,
        @Nullable String clientId,
        Duration callTimeout,
        ReceiveSettings receive,
        boolean individual,
        Clock clock,
        ObjectTrust trust) {}
