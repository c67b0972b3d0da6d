/** A shop: a servlet takes orders, a database keeps them, messages have them packed. */
@org.jspecify.annotations.NullMarked
package io.angarium.examples.shop;
