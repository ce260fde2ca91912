/**
 * Counters: plain longs, written by one shard each, read by anyone without asking.
 *
 * <p>A reader may see a value that is a little old; it never sees one that was never there.
 */
package io.leveret.broker.counters;
