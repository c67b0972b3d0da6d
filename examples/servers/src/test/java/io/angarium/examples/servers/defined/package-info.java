/** An application that brings definitions of what it needs of the adapter; it runs in the servers. */
package io.angarium.examples.servers.defined;
