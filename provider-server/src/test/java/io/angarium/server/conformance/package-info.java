/**
 * The conformance suite: what Jakarta Messaging 3.1 binds a provider to and the TCK does not touch. Classes are named after the section
 * that they prove, stand on {@link io.angarium.server.jms.BrokerBased} and so run from one source over every link there is, and say by
 * {@link io.angarium.jms.testing.Proves} which rows of {@code docs/spec-matrix.md} each test proves.
 */
package io.angarium.server.conformance;
