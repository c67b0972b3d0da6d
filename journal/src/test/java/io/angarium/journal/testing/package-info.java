/**
 * A disk in memory that loses, tears, refuses and freezes on command. Published as this module's test-jar, for the tests of every
 * module that owns a journal.
 */
@NullMarked
package io.angarium.journal.testing;

import org.jspecify.annotations.NullMarked;
