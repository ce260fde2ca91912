package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.shard.HandDrivenShards;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class ParkedFramesTest {
    private static final int FRAME_OVERHEAD_BYTES = 64;
    private static final int LIMIT_BYTES = 10 * (FRAME_OVERHEAD_BYTES + 36);

    private final RecordingTransport transport = new RecordingTransport();
    private final ParkedFrames parked =
            new ParkedFrames(new ReadingPauses(new HandDrivenShards(1).get(0), transport, LIMIT_BYTES));

    @Test
    void framesComeBackInOrderWithTypeAndPayload() {
        ByteBuf burst = Unpooled.buffer().writeBytes(new byte[] {9, 1, 2, 3, 9});
        parked.add(1, burst, 1, 3);
        parked.add(2, burst, 4, 0);
        parked.add(3, burst, 3, 1);
        burst.setZero(0, 5);
        burst.release();
        assertThat(parked.nextType()).isEqualTo(1);
        assertThat(parked.poll()).isEqualTo(Unpooled.wrappedBuffer(new byte[] {1, 2, 3}));
        assertThat(parked.nextType()).isEqualTo(2);
        assertThat(parked.poll().readableBytes()).isZero();
        assertThat(parked.nextType()).isEqualTo(3);
        assertThat(parked.poll()).isEqualTo(Unpooled.wrappedBuffer(new byte[] {3}));
        assertThat(parked.isEmpty()).isTrue();
    }

    @Test
    void pastTheLimitTheSocketIsNotReadUntilHalfIsServed() {
        for (int i = 0; i < 10; i++) {
            add();
            assertThat(transport.reading).isTrue();
        }
        add();
        assertThat(transport.reading).isFalse();
        add();
        for (int left = 11; left > 5; left--) {
            assertThat(transport.reading).isFalse();
            parked.poll();
        }
        parked.poll();
        assertThat(transport.reading).isTrue();
    }

    @Test
    void framesWithoutPayloadCountToo() {
        for (int i = 0; i <= LIMIT_BYTES / FRAME_OVERHEAD_BYTES; i++) {
            parked.add(1, Unpooled.EMPTY_BUFFER, 0, 0);
        }
        assertThat(transport.reading).isFalse();
    }

    @Test
    void whatIsClearedHoldsTheSocketUpNoLonger() {
        for (int i = 0; i < 20; i++) {
            add();
        }
        parked.clear();
        assertThat(transport.reading).isTrue();
        assertThat(parked.isEmpty()).isTrue();
        parked.clear();
        for (int i = 0; i < 11; i++) {
            add();
        }
        assertThat(transport.reading).isFalse();
    }

    private void add() {
        parked.add(1, Unpooled.buffer().writeZero(36), 0, 36);
    }

    @Test
    void theChannelsOfAConnectionShareTheLimit() {
        ReadingPauses pauses = new ReadingPauses(new HandDrivenShards(1).get(0), transport, LIMIT_BYTES);
        ParkedFrames one = new ParkedFrames(pauses);
        ParkedFrames other = new ParkedFrames(pauses);
        for (int i = 0; i < 6; i++) {
            one.add(1, Unpooled.buffer().writeZero(36), 0, 36);
            other.add(1, Unpooled.buffer().writeZero(36), 0, 36);
        }
        assertThat(transport.reading).isFalse();
        one.clear();
        assertThat(transport.reading).isFalse();
        other.clear();
        assertThat(transport.reading).isTrue();
    }
}
