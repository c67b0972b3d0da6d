/**
 * The simplified API ({@code JMSContext} and its producers and consumers) as a thin layer over the classic objects.
 */
@NullMarked
package io.angarium.jms.context;

import org.jspecify.annotations.NullMarked;
