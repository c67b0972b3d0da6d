/**
 * Views of the management interface for JMX clients such as jconsole: thin, they ask as everybody else does and keep nothing. Whoever may
 * attach to the process is its administrator.
 */
@org.jspecify.annotations.NullMarked
package io.angarium.server.tool.jmx;
