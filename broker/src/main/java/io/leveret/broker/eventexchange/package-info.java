/**
 * The event exchange: what happens in the broker, as messages for who is bound to it. Listens on the event bus's
 * thread, publishes on a shard; costs two look-ups per event when nothing is bound.
 */
package io.leveret.broker.eventexchange;
