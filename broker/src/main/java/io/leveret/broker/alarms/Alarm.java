package io.leveret.broker.alarms;

/**
 * An alarm that is raised.
 *
 * @param resource what is short
 * @param text why, with figures, for people
 * @param raisedAtMs since when, epoch milliseconds
 */
public record Alarm(Resource resource, String text, long raisedAtMs) {}
