package io.leveret.broker.policies;

import java.util.SortedMap;

/**
 * A policy: what objects get that did not say it when they were declared.
 *
 * @param pattern found in the names of those it is for
 * @param applyTo one of RabbitMQ's words: all, queues, exchanges, classic_queues, quorum_queues, streams
 * @param priority the highest one holds, and that alone
 * @param definition values by key, as read from JSON; not to be changed
 */
public record Policy(
        String name, NamePattern pattern, String applyTo, long priority, SortedMap<String, Object> definition) {}
