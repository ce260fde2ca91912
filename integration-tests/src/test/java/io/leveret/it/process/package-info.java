/** Leveret as a process: how it starts, refuses to start, ends, and what it still knows afterwards. */
package io.leveret.it.process;
