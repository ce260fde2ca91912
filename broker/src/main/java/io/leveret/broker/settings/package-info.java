/**
 * What an operator may set: one table of settings, and the sources a node takes its settings from.
 *
 * <p>The table (the resource {@code settings.table}) serves the parser, the error texts and the documentation page. All
 * of this runs once, on the thread that starts the node; {@link io.leveret.broker.settings.Settings} is immutable and
 * may be read from any thread. Nothing here opens a socket or logs.
 */
package io.leveret.broker.settings;
