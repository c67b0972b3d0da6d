/** Apache Artemis as a broker to compare with, in a process and on a class path of its own. */
@NullMarked
package io.angarium.examples.benchmark.peer.artemis;

import org.jspecify.annotations.NullMarked;
