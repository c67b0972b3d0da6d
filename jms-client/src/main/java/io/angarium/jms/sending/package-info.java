/**
 * What a session needs to send: producers and their credit, the numbering of sends, confirmations, completions.
 */
@NullMarked
package io.angarium.jms.sending;

import org.jspecify.annotations.NullMarked;
