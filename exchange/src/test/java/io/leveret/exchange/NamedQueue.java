package io.leveret.exchange;

import java.util.Set;
import java.util.TreeSet;

/** A queue for tests; two of the same name are two queues. */
final class NamedQueue implements QueueDestination {
    private final String name;
    private final String queueType;

    NamedQueue(String name) {
        this(name, "classic");
    }

    NamedQueue(String name, String queueType) {
        this.name = name;
        this.queueType = queueType;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public String queueType() {
        return queueType;
    }

    @Override
    public String toString() {
        return name;
    }

    /** The names of a route's queues; fails if one is there twice. */
    static Set<String> namesIn(Route route) {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < route.size(); i++) {
            if (!names.add(route.get(i).name())) {
                throw new AssertionError("twice in the route: " + route.get(i).name());
            }
        }
        return names;
    }
}
