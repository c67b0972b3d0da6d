/** The whole client under random use by several threads, over sockets and inside the JVM, by seed. */
package io.angarium.server.stress;
