/**
 * Exchanges and bindings: which queues a message goes to.
 *
 * <p>Pure: no thread, no clock, no input or output. Knows queues only by name.
 */
package io.leveret.exchange;
