package io.leveret.broker.counters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrafficCountersTest {
    @Test
    void eachReadAndWriteCountsWithItsBytes() {
        TrafficCounters traffic = new TrafficCounters();
        traffic.received(10);
        traffic.received(5);
        traffic.sent(7);
        assertThat(traffic.receivedBytes()).isEqualTo(15);
        assertThat(traffic.reads()).isEqualTo(2);
        assertThat(traffic.sentBytes()).isEqualTo(7);
        assertThat(traffic.writes()).isEqualTo(1);
    }

    @Test
    void whatAConnectionCountsIsCountedForAll() {
        TrafficCounters all = new TrafficCounters();
        new TrafficCounters(all).received(10);
        new TrafficCounters(all).sent(3);
        assertThat(all.receivedBytes()).isEqualTo(10);
        assertThat(all.sentBytes()).isEqualTo(3);
        assertThat(all.writes()).isOne();
    }
}
