/**
 * The wire vocabulary of AMQP 0-9-1 with RabbitMQ's extensions: frames, methods, field tables, properties.
 *
 * <p>Owns no thread and no connection: every class here is either a value or used by the one thread that calls it.
 * Knows buffers, never sockets.
 */
package io.leveret.codec;
