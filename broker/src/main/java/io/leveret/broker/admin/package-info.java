/**
 * The broker behind the ports of administration: users, permissions, parameters, virtual hosts, queues, connections,
 * alarms.
 *
 * <p>Runs on the threads of whoever administers, never on a shard's. What a shard owns is asked of it, with a deadline;
 * what is durable is on disk before a method returns.
 */
package io.leveret.broker.admin;
