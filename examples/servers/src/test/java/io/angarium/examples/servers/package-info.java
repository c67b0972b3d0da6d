/** Real Jakarta EE servers with {@code angarium.rar}: one test source for all, the server is chosen by the build. */
package io.angarium.examples.servers;
