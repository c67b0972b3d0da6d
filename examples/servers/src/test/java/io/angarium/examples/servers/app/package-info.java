/** The application that the tests deploy in each server: plain Jakarta EE, nothing of Angarium in it. */
package io.angarium.examples.servers.app;
