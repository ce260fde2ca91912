/**
 * The one port through which log, segments and scratch files reach a directory, and the real directory behind it.
 *
 * <p>Whoever uses it sees files by name, positions and bytes, so that a simulated disk can stand in its place.
 */
package io.leveret.persistence.disk;
