/**
 * The command line, shaded into {@code angarium.jar}: a thin view of the client, the broker and the management operations. Standard
 * output carries data, standard error says what was done; a failure is one line that says what to do about it.
 *
 * <p>One class per command, registered lazily by {@link io.angarium.server.tool.Catalog}, so that {@code serve} is ready quickly. The
 * only package that knows picocli, the progress bar and Logback; nothing else in the server may use it.
 */
@NullMarked
package io.angarium.server.tool;

import org.jspecify.annotations.NullMarked;
