/**
 * What has run short: memory, disk, the log. Owns the set of alarms that are raised and the two monitors that measure.
 *
 * <p>Alarms are raised and cleared by any thread, and heard on the shards. The monitors run on threads of their own,
 * since asking a file system can take long. Knows nothing of connections, which decide themselves what an alarm means
 * to them.
 */
package io.leveret.broker.alarms;
