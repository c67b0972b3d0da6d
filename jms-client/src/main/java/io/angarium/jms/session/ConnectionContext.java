package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.sending.MessageStamp;

/**
 * What a connection gives its sessions.
 *
 * @param channel to the broker
 * @param settings of the connection
 * @param identity its client identifier
 * @param destinations makes destination objects
 * @param temporaries its temporary destinations
 * @param stamp sets the headers of sent messages
 * @param notifier calls its exception listener
 */
record ConnectionContext(
        Channel channel,
        ClientSettings settings,
        ClientIdentity identity,
        DestinationFactory destinations,
        Temporaries temporaries,
        MessageStamp stamp,
        ExceptionNotifier notifier) {}
