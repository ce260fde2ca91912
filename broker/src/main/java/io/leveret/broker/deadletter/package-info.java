/**
 * What a message becomes when it is dead-lettered: its headers, its keys, and whether it runs in a circle. Pure: it
 * knows no queue, thread or log, and may be used on any shard.
 */
package io.leveret.broker.deadletter;
