/**
 * The write-ahead log of a node and the segments that its survivors go to: bodies of messages, what was added to and
 * dropped from streams of items, and changes of definitions. What the bytes of bodies, facts and definitions mean is
 * the caller's.
 *
 * <p>Each producer appends to a writer of its own, on its own thread; one thread writes and syncs for all of them,
 * another prepares, recycles and rewrites files, a third reads. Formats and rules are in {@code docs/storage.md}.
 */
package io.leveret.persistence.log;
