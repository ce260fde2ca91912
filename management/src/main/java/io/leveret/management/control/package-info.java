/**
 * The control channel: a UNIX-domain socket over which commands reach a running node, and the small program that brings
 * them there.
 *
 * <p>{@link io.leveret.management.control.ControlClient} runs in a JVM of its own for one command, so it uses nothing
 * but what every JVM has loaded anyway. The server's threads are its own; they may wait for the broker.
 */
package io.leveret.management.control;
