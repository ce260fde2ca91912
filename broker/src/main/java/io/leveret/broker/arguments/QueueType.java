package io.leveret.broker.arguments;

/** The types that a queue can be declared with. Each is a set of defaults for one and the same machine. */
public enum QueueType {
    CLASSIC("classic", "rabbit_classic_queue"),
    QUORUM("quorum", "rabbit_quorum_queue");

    private final String argument;
    private final String rabbitName;

    QueueType(String argument, String rabbitName) {
        this.argument = argument;
        this.rabbitName = rabbitName;
    }

    /** As {@code x-queue-type} says it. */
    public String argument() {
        return argument;
    }

    /** As RabbitMQ's reply texts name it. */
    public String rabbitName() {
        return rabbitName;
    }

    /** The type of this name, or null if there is none. */
    public static QueueType named(String argument) {
        for (QueueType type : values()) {
            if (type.argument.equals(argument)) {
                return type;
            }
        }
        return null;
    }
}
