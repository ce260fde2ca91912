package io.leveret.broker.events;

/** What is special about one event: written for those who want it, on the bus's thread. Must not change afterwards. */
@FunctionalInterface
public interface EventHeaders {
    /** Nothing special. */
    EventHeaders NONE = table -> {};

    /** Adds headers. */
    void writeTo(EventTable table);
}
