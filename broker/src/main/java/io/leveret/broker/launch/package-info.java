/**
 * The start of a node: from options to settings, from settings to a data directory, from both to a running node.
 *
 * <p>All of it runs on the main thread, before any other thread of the broker exists.
 */
package io.leveret.broker.launch;
