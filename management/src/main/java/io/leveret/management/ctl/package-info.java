/**
 * The commands of {@code rabbitmqctl}, {@code rabbitmq-diagnostics}, {@code rabbitmq-queues}, {@code rabbitmq-plugins}
 * and {@code rabbitmq-upgrade}: what they are called, take, print and exit with is RabbitMQ 4.0.5's, as far as scripts
 * can see it. They run inside the node, on threads of the control channel, and reach the broker through the ports of
 * {@link io.leveret.management.admin} alone.
 *
 * <p>{@link ControlCommands} takes a command line, finds the {@link Command} in the {@link CommandTable} and prints its
 * {@link Result} through one of the formatters. The families of commands ({@code UserCommands} and so on) say what each
 * does.
 */
package io.leveret.management.ctl;
