/**
 * Who may connect: the users file with its salted hashes, and the decision about a hello. Knows files and hashes, neither sockets nor the
 * engine's state.
 */
@NullMarked
package io.angarium.server.security;

import org.jspecify.annotations.NullMarked;
