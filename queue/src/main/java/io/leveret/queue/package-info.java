/**
 * The queue machine: contents that change by facts alone, and a dispatch that decides.
 *
 * <p>Entered by the thread of the shard that a queue lives on, and by no other. Knows no clock (time comes with each
 * command), no socket and no disk.
 */
package io.leveret.queue;
