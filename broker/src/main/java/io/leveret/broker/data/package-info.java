/**
 * The node's directory: who owns it, in which format it is written, and which node it belongs to.
 *
 * <p>Used by the thread that starts and stops the node. What lies in the sub-directories is the business of the module
 * {@code persistence}.
 */
package io.leveret.broker.data;
