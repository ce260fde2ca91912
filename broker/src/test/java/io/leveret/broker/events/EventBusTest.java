package io.leveret.broker.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventBusTest {
    private static final int CAPACITY = 16_384;

    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    @Test
    void everySubscriberHearsEveryEventInOrder() {
        List<String> heardToo = Collections.synchronizedList(new ArrayList<>());
        EventBus bus = new EventBus();
        bus.subscribe(event -> heard.add(event.name()));
        bus.subscribe(event -> heardToo.add(event.name()));
        bus.start();
        List<String> published = publish(bus, 1_000);
        bus.close();
        assertThat(heard).isEqualTo(published);
        assertThat(heardToo).isEqualTo(published);
        assertThat(bus.dropped()).isZero();
    }

    @Test
    void aSubscriberThatThrowsKeepsNothingFromTheOthers() {
        EventBus bus = new EventBus();
        bus.subscribe(event -> {
            throw new IllegalStateException("on purpose");
        });
        bus.subscribe(event -> heard.add(event.name()));
        bus.start();
        List<String> published = publish(bus, 3);
        bus.close();
        assertThat(heard).isEqualTo(published);
    }

    @Test
    void aFullBusDropsAndCountsAndNeverWaits() throws InterruptedException {
        EventBus bus = new EventBus();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        bus.subscribe(event -> {
            entered.countDown();
            awaitQuietly(released);
            heard.add(event.name());
        });
        bus.start();
        publish(bus, 1);
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        List<String> taken = publish(bus, CAPACITY);
        publish(bus, 5);
        assertThat(bus.dropped()).isEqualTo(5);
        released.countDown();
        bus.close();
        assertThat(heard).hasSize(CAPACITY + 1).endsWith(taken.get(CAPACITY - 1));
    }

    @Test
    void whatWaitsIsToldBeforeTheBusEnds() {
        EventBus bus = new EventBus();
        bus.subscribe(event -> heard.add(event.name()));
        List<String> published = publish(bus, 100);
        bus.start();
        bus.close();
        assertThat(heard).isEqualTo(published);
    }

    @Test
    void aBusThatNeverStartedCanBeClosed() {
        EventBus bus = new EventBus();
        publish(bus, 1);
        bus.close();
        assertThat(heard).isEmpty();
    }

    private static List<String> publish(EventBus bus, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("q" + i);
            bus.publish(new Event(EventType.QUEUE_CREATED, "/", "q" + i, "", "", 0, ""));
        }
        return names;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
