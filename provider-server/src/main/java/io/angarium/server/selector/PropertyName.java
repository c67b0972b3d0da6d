package io.angarium.server.selector;

import java.nio.charset.StandardCharsets;

/** A property's name, also as the bytes that an encoded message has, so that looking it up decodes nothing. */
final class PropertyName {
    private final String text;
    private final byte[] utf8;

    PropertyName(String text) {
        this.text = text;
        this.utf8 = text.getBytes(StandardCharsets.UTF_8);
    }

    String text() {
        return text;
    }

    /** Not to be changed. */
    byte[] utf8() {
        return utf8;
    }
}
