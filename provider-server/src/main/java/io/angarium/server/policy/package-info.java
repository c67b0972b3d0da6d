/**
 * What is to be done with the messages of a destination: immutable policies, and which of them applies to which destination. Pure functions:
 * no state, no clock, no randomness.
 */
@NullMarked
package io.angarium.server.policy;

import org.jspecify.annotations.NullMarked;
