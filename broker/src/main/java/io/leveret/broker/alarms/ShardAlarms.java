package io.leveret.broker.alarms;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The alarms as one shard knows them: plain fields, for questions on the hot path. All methods on that shard. */
public final class ShardAlarms {
    private final Set<AlarmListener> listeners = new LinkedHashSet<>();
    private List<Alarm> raised = List.of();
    private boolean any;

    ShardAlarms() {}

    /** Whether any alarm is raised, so that nobody may publish. */
    public boolean any() {
        return any;
    }

    /** The reason that clients are given, RabbitMQ's text: {@code low on disk & memory}. */
    public String reason() {
        return raised.stream()
                .map(alarm -> alarm.resource().clientWord())
                .distinct()
                .collect(Collectors.joining(" & ", "low on ", ""));
    }

    /** Tells a listener of every change from now on, until it unsubscribes. */
    public void subscribe(AlarmListener listener) {
        listeners.add(listener);
    }

    /** Tells it no more; nothing if it was not told before. */
    public void unsubscribe(AlarmListener listener) {
        listeners.remove(listener);
    }

    void changed(List<Alarm> nowRaised) {
        raised = nowRaised;
        any = !nowRaised.isEmpty();
        for (AlarmListener listener : List.copyOf(listeners)) {
            listener.alarmsChanged();
        }
    }
}
