/** ActiveMQ Classic as a broker to compare with, in a process and on a class path of its own. */
@NullMarked
package io.angarium.examples.benchmark.peer.classic;

import org.jspecify.annotations.NullMarked;
