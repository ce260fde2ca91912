package io.leveret.queue;

/** Messages for tests. */
final class Messages {
    private static final byte[] ADDRESS = {0, 1, 'q'};
    static final int PROPERTIES_LENGTH = 2;

    private Messages() {}

    static Message ofSize(int sizeBytes) {
        return message(sizeBytes, 0, Message.NO_TTL);
    }

    static Message ofPriority(int priority) {
        return message(1, priority, Message.NO_TTL);
    }

    static Message message(int sizeBytes, int priority, long ttlMs) {
        return new Message(ADDRESS, new byte[PROPERTIES_LENGTH + sizeBytes], PROPERTIES_LENGTH, ttlMs, priority, true);
    }

    /** One that need not survive a restart. */
    static Message passing() {
        return passing(1, 0);
    }

    static Message passing(int sizeBytes, int priority) {
        byte[] content = new byte[PROPERTIES_LENGTH + sizeBytes];
        return new Message(ADDRESS, content, PROPERTIES_LENGTH, Message.NO_TTL, priority, false);
    }
}
