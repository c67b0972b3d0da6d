package io.angarium.server.engine;

/**
 * Who a connection is, established by the transport before the engine hears of it.
 *
 * @param user user name, or "anonymous"
 * @param admin may use management
 * @param address where it comes from, for people
 */
public record Identity(String user, boolean admin, String address) {}
