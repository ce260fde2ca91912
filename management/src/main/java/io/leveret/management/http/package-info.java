/**
 * The HTTP server: the table of routes, who may use which, what all answers have in common. What the routes do is in
 * {@code io.leveret.management.api}; the library that serves them is known to {@code ApiServer} alone.
 *
 * <p>Handlers run on the server's own small pool and may wait for the broker; nothing here runs on a shard.
 */
package io.leveret.management.http;
