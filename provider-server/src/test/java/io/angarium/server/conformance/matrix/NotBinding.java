package io.angarium.server.conformance.matrix;

/**
 * A sentence that sounds binding and asks nothing of this provider.
 *
 * @param section where it is
 * @param text what it says, in our words
 * @param reason whom it binds, or which choice makes it void
 */
record NotBinding(String section, String text, String reason) {}
