package io.leveret.broker.alarms;

/** Hears on its shard that alarms were raised or cleared. */
@FunctionalInterface
public interface AlarmListener {
    /** What is raised has changed; {@link ShardAlarms} has it. May subscribe and unsubscribe. */
    void alarmsChanged();
}
