/**
 * The queue machine: {@link io.leveret.queue.QueueContents contents} that change by facts alone, and a
 * {@link io.leveret.queue.QueueDispatch dispatch} that decides.
 *
 * <p>Entered by the thread of the shard that a queue lives on, and by no other. Knows no clock (time comes with each
 * command), no socket and no disk. Allocates nothing for a message beyond its place in a page.
 *
 * <p>Where what comes later will join: messages stand in pages that can be told apart by their first id and priority,
 * and each keeps its count, bytes and earliest expiry apart from the messages. Taking pages out of memory will need an
 * effect that asks for a page ahead of the head, and a command that brings it; dispatch stops at a head that is not in
 * memory just as it stops when nobody can take a message. All messages are in memory until then.
 */
package io.leveret.queue;
