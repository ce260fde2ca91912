package io.leveret.management.admin;

import java.util.List;

/** How often somebody tried to log in. Any thread; nothing waits. */
public interface LoginAttemptsAdmin {
    /**
     * Attempts since the start, or since they were reset.
     *
     * @param protocol RabbitMQ's name: {@code amqp091}, {@code http}
     */
    record Attempts(String protocol, long succeeded, long failed) {}

    /** The attempts from an address with a user's name, as it was given. */
    record SourceAttempts(String address, String user, Attempts attempts) {}

    /** By protocol; those by which nobody tried are left out. */
    List<Attempts> byProtocol();

    /** By address, user and protocol; none unless {@code track_auth_attempt_source} is on. */
    List<SourceAttempts> bySource();

    /** Counts from zero again. */
    void reset();
}
