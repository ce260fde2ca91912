/**
 * The composition root: wiring by hand, start and stop of a node.
 *
 * <p>Sub-packages: {@code settings}, {@code shard}, {@code access}, {@code vhost}, {@code connection}, {@code events}.
 */
package io.leveret.broker;
