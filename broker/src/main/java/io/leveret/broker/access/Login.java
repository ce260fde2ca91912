package io.leveret.broker.access;

import io.leveret.codec.AmqpException;

/** How an attempt to log in ended. No text holds a secret or what could break a line of the log. */
public sealed interface Login {
    /** It is this user. */
    record Accepted(User user) implements Login {}

    /**
     * The credentials do not let anyone in. A client with the capability {@code authentication_failure_close} is sent
     * the answer at once and the connection ends; for others RabbitMQ waits 3 s and drops the connection without a
     * word.
     *
     * @param userName as claimed, fit for a log; empty if none could be read
     * @param answer 403, and nothing about the reason
     * @param logText the reason, for the server's log
     */
    record Refused(String userName, AmqpException answer, String logText) implements Login {}

    /**
     * The response or the mechanism's name makes no sense. RabbitMQ never answers that: it waits 3 s and drops the
     * connection.
     *
     * @param cause 502 for a malformed response, 503 for an unknown mechanism
     * @param logText for the server's log
     */
    record Malformed(AmqpException cause, String logText) implements Login {}
}
