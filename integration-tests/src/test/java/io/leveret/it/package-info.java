/**
 * The broker seen from outside: each test is a sentence about what a client can observe, and runs against any broker
 * that speaks AMQP 0-9-1, so that a RabbitMQ can check what the tests expect ({@code -Dtarget=host:port}). Nothing here
 * uses a class of the broker.
 */
package io.leveret.it;
