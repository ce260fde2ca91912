package io.leveret.broker.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.events.Event;
import io.leveret.broker.events.EventBus;
import io.leveret.broker.events.EventType;
import io.leveret.broker.shard.HandDrivenShards;
import io.leveret.persistence.log.LogAlarm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AlarmsTest {
    private final HandDrivenShards shards = new HandDrivenShards(2);
    private final EventBus events = new EventBus();
    private final Alarms alarms = new Alarms(shards.all(), "n@h", events, () -> 7);
    private final List<String> heard = new ArrayList<>();

    @Test
    void theShardsHearOfEachChangeInOrderAndOnlyOfChanges() {
        ShardAlarms second = alarms.on(shards.get(1));
        second.subscribe(() -> heard.add(second.any() ? second.reason() : "none"));
        alarms.raise(Resource.MEMORY, "a");
        alarms.raise(Resource.MEMORY, "b");
        alarms.raise(Resource.DISK, "c");
        alarms.clear(Resource.LOG);
        alarms.clear(Resource.MEMORY);
        assertThat(heard).as("before the shard's turn").isEmpty();
        assertThat(second.any()).isFalse();
        shards.run();
        assertThat(heard).containsExactly("low on memory", "low on disk & memory", "low on disk");
        alarms.clear(Resource.DISK);
        shards.run();
        assertThat(heard).endsWith("none").hasSize(4);
        assertThat(alarms.on(shards.get(0)).any()).isFalse();
    }

    @Test
    void aListenerMayLeaveWhileItIsTold() {
        ShardAlarms first = alarms.on(shards.get(0));
        AlarmListener[] listeners = new AlarmListener[2];
        for (int i = 0; i < 2; i++) {
            int each = i;
            listeners[i] = () -> {
                heard.add("listener " + each);
                first.unsubscribe(listeners[each]);
            };
            first.subscribe(listeners[i]);
        }
        alarms.raise(Resource.DISK, "");
        alarms.clear(Resource.DISK);
        shards.run();
        assertThat(heard).containsExactly("listener 0", "listener 1");
    }

    @Test
    void whatIsRaisedCanBeReadWithTextAndTime() {
        alarms.raise(Resource.MEMORY, "much used");
        alarms.raise(Resource.DISK, "little free");
        assertThat(alarms.raised())
                .containsExactly(
                        new Alarm(Resource.DISK, "little free", 7), new Alarm(Resource.MEMORY, "much used", 7));
        assertThat(alarms.isRaised(Resource.DISK)).isTrue();
        assertThat(alarms.isRaised(Resource.LOG)).isFalse();
    }

    @Test
    void aLogThatCannotWriteIsToClientsADiskThatIsLow() {
        LogAlarm log = alarms.forLog();
        log.raised("No space left on device");
        alarms.raise(Resource.DISK, "");
        shards.run();
        assertThat(alarms.on(shards.get(0)).reason()).isEqualTo("low on disk");
        log.cleared();
        assertThat(alarms.raised()).extracting(Alarm::resource).containsExactly(Resource.DISK);
    }

    @Test
    void alarmsAreEvents() throws InterruptedException {
        BlockingQueue<Event> told = new LinkedBlockingQueue<>();
        events.subscribe(told::add);
        events.start();
        alarms.raise(Resource.MEMORY, "much used");
        alarms.clear(Resource.MEMORY);
        assertThat(told.poll(10, TimeUnit.SECONDS))
                .isEqualTo(new Event(EventType.ALARM_SET, "", "memory", "", "", 7, "much used"));
        assertThat(told.poll(10, TimeUnit.SECONDS))
                .isEqualTo(new Event(EventType.ALARM_CLEARED, "", "memory", "", "", 7, ""));
        events.close();
    }
}
