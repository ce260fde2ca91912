package io.leveret.broker.vhost;

/**
 * A consumer as its queue sees it.
 *
 * @param active whether it may get messages: not while another is the single active one
 * @param timeoutMs how long it may hold one, 0 for ever
 */
public record ActiveConsumer(ShardConsumer consumer, boolean active, long timeoutMs) {}
