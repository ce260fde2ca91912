/**
 * The queue machine: {@link io.leveret.queue.QueueContents contents} that change by facts alone, and a
 * {@link io.leveret.queue.QueueDispatch dispatch} that decides.
 *
 * <p>Entered by the thread of the shard that a queue lives on, and by no other. Knows no clock (time comes with each
 * command), no socket and no disk. Allocates nothing for a message beyond its place in a page.
 *
 * <p>Messages stand in {@link io.leveret.queue.Page pages}. A body leaves memory when it is short and the log has it, a
 * whole page when all its bodies have left ({@link io.leveret.queue.PageOut}); both are asked for ahead of the head
 * ({@link io.leveret.queue.ReadAhead}) and come back with later commands. Delivery stops at a head that is not in
 * memory, or above the {@link io.leveret.queue.DeliveryCeiling ceiling} on disk, just as it stops when nobody can take
 * a message.
 *
 * <p>What a queue does to its messages beside that is the matter of {@link io.leveret.queue.Upkeep}: limits, expiry,
 * messages that come back too often or are held too long. All that leaves without being settled goes through
 * {@link io.leveret.queue.Departures}, in two steps if somebody wants it.
 */
package io.leveret.queue;
