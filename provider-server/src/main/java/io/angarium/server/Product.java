package io.angarium.server;

import org.jspecify.annotations.Nullable;

/** What the broker calls itself in handshakes and logs. */
final class Product {
    private Product() {}

    /** Name and version, such as {@code Angarium 0.1.0}; the bare name if the classes do not come from a jar. */
    static String text() {
        @Nullable String version = Product.class.getPackage().getImplementationVersion();
        return version == null ? "Angarium" : "Angarium " + version;
    }
}
