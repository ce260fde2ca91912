/**
 * Replication: consensus groups and the links between nodes. Knows nothing of queues; it replicates commands of a state
 * machine behind a port.
 */
package io.leveret.cluster;
