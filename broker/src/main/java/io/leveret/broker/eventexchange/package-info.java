/**
 * The exchanges to which the node itself publishes: what happens in the broker, and what it logs, as messages for who
 * is bound to them. Listens on the event bus's thread and on those that log, publishes on a shard; costs two look-ups
 * per event when nothing is bound.
 */
package io.leveret.broker.eventexchange;
