/** Conformance: codes and reply texts as RabbitMQ 4.0.5 gives them, by topic. */
package io.leveret.it.conformance;
