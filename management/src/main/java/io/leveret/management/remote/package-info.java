/**
 * Requests to a node's API from another process, and their answers: over HTTP, or over the control channel of a node on
 * the same machine. What is asked and answered is the same both ways. For one thread; what it does waits.
 *
 * <p>Used by a program that lives for one command, so nothing is loaded that the way in question does not need.
 */
package io.leveret.management.remote;
