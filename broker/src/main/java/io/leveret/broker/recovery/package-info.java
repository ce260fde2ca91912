/**
 * Puts queues together from what the log shows at a start. On the thread that starts the node, before any shard runs.
 */
package io.leveret.broker.recovery;
