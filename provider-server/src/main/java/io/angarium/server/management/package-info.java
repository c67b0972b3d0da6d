/**
 * The management requests, the same for the command line, JMX and HTTP: what can be asked, and rows as answers.
 *
 * <p>No state and no threads; the engine carries them out.
 */
@NullMarked
package io.angarium.server.management;

import org.jspecify.annotations.NullMarked;
