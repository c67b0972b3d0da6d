package io.angarium.examples.servers.app;

import java.io.Serializable;

/**
 * An object that travels in messages; nobody in the server but the application knows its class.
 *
 * @param text what is written down of it
 */
public record Parcel(String text) implements Serializable {}
