package io.leveret.broker.events;

/**
 * Something happened.
 *
 * @param vhost where, or "" if it belongs to none
 * @param name of the object
 * @param user who did it, or "" if nobody did
 * @param peer from where ("host:port -> host:port"), or ""
 * @param atMs epoch milliseconds
 * @param details free text for people, or ""
 * @param headers what the event exchange tells of it beside the rest
 */
public record Event(
        EventType type,
        String vhost,
        String name,
        String user,
        String peer,
        long atMs,
        String details,
        EventHeaders headers) {
    /** An event of which there is no more to tell. */
    public Event(EventType type, String vhost, String name, String user, String peer, long atMs, String details) {
        this(type, vhost, name, user, peer, atMs, details, EventHeaders.NONE);
    }
}
