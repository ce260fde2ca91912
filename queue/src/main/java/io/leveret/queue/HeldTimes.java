package io.leveret.queue;

import java.util.Map;

/**
 * How long messages of a queue have been in flight, at one moment.
 *
 * @param oldestMs the longest of all, be they delivered or fetched; 0 if none is in flight
 * @param byConsumer the longest of each consumer that is subscribed and holds any
 */
public record HeldTimes(long oldestMs, Map<Consumer, Long> byConsumer) {}
