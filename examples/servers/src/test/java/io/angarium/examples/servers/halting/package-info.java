/** A database that ends the server which it works for, where the server itself has to find it again after that. */
package io.angarium.examples.servers.halting;
