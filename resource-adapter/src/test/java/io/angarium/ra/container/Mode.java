package io.angarium.ra.container;

/** What the container does with a connection in its transactions: {@code transaction-support} of its configuration. */
public enum Mode {
    XA,
    LOCAL,
    NONE
}
