package io.leveret.management.admin;

import java.util.List;

/** What exchanges of type {@code x-delayed-message} hold back. An exchange that holds nothing back is not found. */
public interface DelayedAdmin {
    /**
     * A message that is held back.
     *
     * @param id its own within its exchange, never used again
     * @param dueAtMs when it goes on, in epoch milliseconds
     * @param sizeBytes of its body
     */
    record DelayedMessage(long id, long dueAtMs, long sizeBytes) {}

    /**
     * Some of them, in the order in which they came.
     *
     * @param messages maybe fewer than were asked for although there are more
     * @param nextId where to go on, 0 if there are no more
     */
    record DelayedPage(List<DelayedMessage> messages, long nextId) {}

    /** How many an exchange holds back. */
    long count(String vhost, String exchange) throws AdminException;

    /** Those from an id on, so many at most. */
    DelayedPage list(String vhost, String exchange, long fromId, int most) throws AdminException;

    /** Drops one. Returns whether it was there and not on its way yet. */
    boolean cancel(String vhost, String exchange, long id) throws AdminException;
}
