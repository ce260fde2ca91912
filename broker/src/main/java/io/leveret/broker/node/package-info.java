/**
 * A running node: wiring by hand, the sockets, start and stop.
 *
 * <p>The only place that knows all the parts. Runs on the main thread; what it starts has threads of its own.
 */
package io.leveret.broker.node;
