/** What Jakarta Messaging 3.1 demands and the TCK does not look at, from one source over every link. */
package io.angarium.server.conformance;
