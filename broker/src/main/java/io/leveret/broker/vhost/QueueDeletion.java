package io.leveret.broker.vhost;

/** A wish to delete a queue, and on what condition. */
public record QueueDeletion(boolean ifUnused, boolean ifEmpty, Actor actor) {
    /** How it went. */
    public enum Result {
        DELETED,
        IN_USE,
        NOT_EMPTY,
        ABSENT
    }

    /** {@code messages} were ready when it was deleted. */
    public record Outcome(Result result, long messages) {}

    /** Hears the outcome. */
    @FunctionalInterface
    public interface Answer {
        void deleted(Outcome outcome);
    }
}
