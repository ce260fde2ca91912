/**
 * The arguments of {@code queue.declare}: one table of what there is, the check of what a client gives, and the typed
 * values that the rest of the broker works with, joined by what policies say. Pure and immutable: any thread.
 */
package io.leveret.broker.arguments;
