/**
 * The ports through which administration reaches the broker, and the values that go through them. The broker implements
 * them; commands and the HTTP interface use nothing else of it.
 *
 * <p>Methods may be called by any thread but a shard's, and wait: for the disk when they change something durable, for
 * the shards when they ask what these own, with a deadline each.
 */
package io.leveret.management.admin;
