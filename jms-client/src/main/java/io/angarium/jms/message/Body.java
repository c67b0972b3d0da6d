package io.angarium.jms.message;

import io.angarium.wire.MessageBuilder;

/** A message's body on its way into the encoded form. */
@FunctionalInterface
public interface Body {
    /** That of a message without one. */
    Body NONE = builder -> {};

    /** Puts it into a message. */
    void into(MessageBuilder builder);
}
