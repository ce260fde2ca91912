package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.shard.HandDrivenShards;
import org.junit.jupiter.api.Test;

class ReadingPausesTest {
    private final RecordingTransport transport = new RecordingTransport();
    private final ReadingPauses pauses = new ReadingPauses(new HandDrivenShards(1).get(0), transport, 1_000);

    @Test
    void readingStopsWithTheFirstReasonAndGoesOnWithTheLast() {
        pauses.pause();
        assertThat(transport.reading).isFalse();
        pauses.pause();
        pauses.resume();
        assertThat(transport.reading).isFalse();
        assertThat(pauses.isPaused()).isTrue();
        pauses.resume();
        assertThat(transport.reading).isTrue();
        assertThat(pauses.isPaused()).isFalse();
    }

    @Test
    void aConnectionThatClosesIsReadWhateverTheReasons() {
        pauses.pause();
        pauses.end();
        assertThat(transport.reading).isTrue();
        assertThat(pauses.isPaused()).isFalse();
        pauses.pause();
        pauses.resume();
        pauses.resume();
        pauses.pause();
        assertThat(transport.reading).isTrue();
    }
}
