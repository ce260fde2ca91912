package io.leveret.broker.vhost;

import io.leveret.queue.Message;

/**
 * A message that is to be moved.
 *
 * @param id in its queue
 * @param message what it is where it comes to; not in the log yet
 * @param queue that gets it, whatever its keys say; null if it goes where its exchange and its keys lead
 */
public record Parcel(long id, Message message, String queue) {}
