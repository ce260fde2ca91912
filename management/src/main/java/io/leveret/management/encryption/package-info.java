/**
 * Values that stand encrypted in settings: the form that RabbitMQ's {@code rabbitmqctl encode} writes and reads. Pure,
 * for any thread; knows neither settings nor commands.
 */
package io.leveret.management.encryption;
