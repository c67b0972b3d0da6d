/**
 * Requests and replies over a {@link io.angarium.jms.link.Link}, and the routing of incoming frames to sessions, producers and consumers by
 * number. Everything above talks to the broker through {@link io.angarium.jms.channel.Channel}; nothing here knows a session's rules.
 */
@NullMarked
package io.angarium.jms.channel;

import org.jspecify.annotations.NullMarked;
