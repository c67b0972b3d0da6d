package io.angarium.server.selector;

import org.jspecify.annotations.Nullable;

/** What a selector may ask of one message. Strings, Booleans and boxed numbers; null where the message has none. */
interface Facts {

    /** A property that the sender has set. */
    @Nullable
    Object property(PropertyName name);

    /** A header field. */
    @Nullable
    Object header(Header header);
}
