/**
 * What the routes of the HTTP API do, family by family: RabbitMQ's below {@code /api}, and what it has not below
 * {@code /api/x}. They know the broker by the ports of {@code io.leveret.management.admin} alone, and of HTTP what
 * {@code io.leveret.management.http} shows. On the pool of the server; they may wait.
 */
package io.leveret.management.api;
