/**
 * Rates and their history: a sampler, on a thread of its own, reads the broker's counters every few seconds and keeps
 * the last two values of what moves, and rings of older ones within a budget of bytes. What never moved costs nothing.
 *
 * <p>Knows the broker by {@code FiguresAdmin} alone, asks no shard, and may be read by any thread.
 */
package io.leveret.management.stats;
