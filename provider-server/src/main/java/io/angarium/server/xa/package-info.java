/**
 * The state table of X/Open XA: which call is legal in which state of a branch, and what it does. Pure functions and enums; knows the
 * codes of the wire and nothing of the engine, which consults it.
 */
@org.jspecify.annotations.NullMarked
package io.angarium.server.xa;
