package io.leveret.broker.alarms;

import io.leveret.broker.events.Event;
import io.leveret.broker.events.EventBus;
import io.leveret.broker.events.EventType;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.Shards;
import io.leveret.persistence.log.LogAlarm;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alarms of a node. While any is raised, connections that publish are stopped (RabbitMQ's resource alarms).
 *
 * <p>Any thread raises, clears and reads; each shard hears of every change, in the order of the changes.
 */
public final class Alarms {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

    private final Shards shards;
    private final String node;
    private final EventBus events;
    private final LongSupplier clockMs;
    private final ShardAlarms[] byShard;
    private final Map<Resource, Alarm> byResource = new EnumMap<>(Resource.class);
    private volatile List<Alarm> raised = List.of();

    /**
     * @param node its name, for the log
     * @param clockMs epoch milliseconds; called by any thread
     */
    public Alarms(Shards shards, String node, EventBus events, LongSupplier clockMs) {
        this.shards = shards;
        this.node = node;
        this.events = events;
        this.clockMs = clockMs;
        this.byShard = new ShardAlarms[shards.count()];
        for (int i = 0; i < byShard.length; i++) {
            byShard[i] = new ShardAlarms();
        }
    }

    /** What a shard knows; to be used on that shard only. */
    public ShardAlarms on(BrokerShard shard) {
        return byShard[shard.index()];
    }

    /** What is raised, in the order of {@link Resource}. */
    public List<Alarm> raised() {
        return raised;
    }

    /** Whether this resource is short. */
    public boolean isRaised(Resource resource) {
        return raised.stream().anyMatch(alarm -> alarm.resource() == resource);
    }

    /** Raises an alarm; one that is raised already stays as it is. */
    public synchronized void raise(Resource resource, String text) {
        if (byResource.containsKey(resource)) {
            return;
        }
        byResource.put(resource, new Alarm(resource, text, clockMs.getAsLong()));
        LOG.warn(
                "{} resource limit alarm set on node {}: {}. Publishers will be blocked until this alarm clears",
                resource.word(),
                node,
                text);
        changed(EventType.ALARM_SET, resource, text);
    }

    /** Clears an alarm, if it is raised. */
    public synchronized void clear(Resource resource) {
        if (byResource.remove(resource) != null) {
            LOG.warn("{} resource limit alarm cleared on node {}", resource.word(), node);
            changed(EventType.ALARM_CLEARED, resource, "");
        }
    }

    /** The log's view of them. */
    public LogAlarm forLog() {
        return new LogAlarm() {
            @Override
            public void raised(String text) {
                raise(Resource.LOG, text);
            }

            @Override
            public void cleared() {
                clear(Resource.LOG);
            }
        };
    }

    /** Under the lock, so that every shard gets the changes in one order. */
    private void changed(EventType type, Resource resource, String text) {
        List<Alarm> now = List.copyOf(byResource.values());
        raised = now;
        events.publish(new Event(type, "", resource.word(), "", "", clockMs.getAsLong(), text));
        for (int i = 0; i < byShard.length; i++) {
            ShardAlarms shard = byShard[i];
            try {
                shards.get(i).execute(() -> shard.changed(now));
            } catch (RejectedExecutionException e) {
                LOG.debug("a shard has ended", e);
            }
        }
    }
}
