/** An application that uses several JMS adapters of one server; it runs in there. */
package io.angarium.examples.servers.neighbours;
