/** The HTTP API, by its requests and by clients of RabbitMQ's; with {@code -Dmanagement} against a RabbitMQ. */
package io.leveret.it.management;
