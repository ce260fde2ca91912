package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.counters.TrafficCounters;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.HandDrivenShards;
import io.leveret.codec.AmqpException;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.Frames;
import io.leveret.codec.WireStrings;
import io.leveret.queue.Message;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboundTest {
    private static final int FLUSH_BYTES = 64 * 1024;
    private static final int TURN_BYTES = 1024 * 1024;

    private final HandDrivenShards shards = new HandDrivenShards(1);
    private final BrokerShard shard = shards.get(0);
    private final RecordingTransport transport = new RecordingTransport();
    private final Outbound outbound = new Outbound(shard, transport, new TrafficCounters());

    @AfterEach
    void noBufferIsLeft() {
        if (shard.inTurn()) {
            shard.endTurn();
        }
        assertThat(transport.heldBytes()).isZero();
    }

    @Test
    void whatATurnWritesLeavesInOneWriteAtItsEnd() throws AmqpException {
        shard.beginTurn();
        outbound.method(1, new ChannelMethod.OpenOk());
        outbound.heartbeat();
        outbound.content(2, new BasicMethod.Return(312, "NO_ROUTE", "e", "k"), message(10));
        assertThat(transport.writes).isEmpty();
        long sentBytes = outbound.sentBytes();
        shard.endTurn();
        assertThat(transport.writes).containsExactly((int) sentBytes);
        assertThat(outbound.sentBytes()).isEqualTo(sentBytes);
        assertThat(types()).containsExactly(Frames.METHOD, Frames.HEARTBEAT, Frames.METHOD, Frames.HEADER, Frames.BODY);
    }

    @Test
    void aTurnThatWritesNothingCausesNoWrite() {
        shard.beginTurn();
        shard.endTurn();
        assertThat(transport.writes).isEmpty();
    }

    @Test
    void aDeliveryIsADeliverWithItsContent() throws AmqpException {
        shard.beginTurn();
        assertThat(outbound.deliver(3, WireStrings.encode("ctag"), 7, true, message(5)))
                .isTrue();
        shard.endTurn();
        List<RecordingTransport.Frame> frames = transport.frames();
        assertThat(frames.get(0))
                .isEqualTo(new RecordingTransport.Frame(
                        Frames.METHOD, 3, new BasicMethod.Deliver("ctag", 7, true, "e", "key"), 24));
        assertThat(frames.get(1)).isEqualTo(new RecordingTransport.Frame(Frames.HEADER, 3, null, 14));
        assertThat(frames.get(2)).isEqualTo(new RecordingTransport.Frame(Frames.BODY, 3, null, 5));
    }

    @Test
    void aBodyIsCutToTheFramesAgreed() throws AmqpException {
        outbound.frameMaxBytes(4096);
        shard.beginTurn();
        outbound.deliver(1, WireStrings.encode("c"), 1, false, message(10_000));
        shard.endTurn();
        assertThat(transport.frames().stream()
                        .filter(frame -> frame.type() == Frames.BODY)
                        .map(RecordingTransport.Frame::size))
                .containsExactly(4088, 4088, 1824);
    }

    @Test
    void aFullBufferLeavesBeforeTheTurnEnds() throws AmqpException {
        shard.beginTurn();
        int delivered = 0;
        while (transport.writes.isEmpty()) {
            assertThat(deliver(1_000)).isTrue();
            delivered++;
        }
        assertThat(transport.writes)
                .singleElement()
                .satisfies(size -> assertThat(size).isBetween(FLUSH_BYTES, FLUSH_BYTES + 2_000));
        shard.endTurn();
        assertThat(types().stream().filter(type -> type == Frames.BODY)).hasSize(delivered);
    }

    @Test
    void aClientThatDoesNotReadGetsNoMoreThanABuffer() {
        transport.writable = false;
        shard.beginTurn();
        int delivered = 1;
        while (deliver(1_000)) {
            delivered++;
        }
        assertThat(delivered).isBetween(55, 66);
        assertThat(outbound.isFull()).isTrue();
        shard.endTurn();
    }

    @Test
    void oneConnectionHasNoMoreThanItsShareOfATurn() {
        for (int turn = 0; turn < 2; turn++) {
            long before = outbound.sentBytes();
            shard.beginTurn();
            while (deliver(10_000)) {
                assertThat(outbound.sentBytes() - before).isLessThan(2L * TURN_BYTES);
            }
            assertThat(outbound.isFull()).isFalse();
            assertThat(outbound.sentBytes() - before).isBetween((long) TURN_BYTES, TURN_BYTES + 2L * FLUSH_BYTES);
            shard.endTurn();
        }
    }

    @Test
    void afterCloseWhatThereWasGoesOutAndNothingMore() throws AmqpException {
        shard.beginTurn();
        outbound.method(1, new ChannelMethod.CloseOk());
        outbound.close();
        assertThat(transport.writes).hasSize(1);
        writeOfEveryKind();
        outbound.close();
        shard.endTurn();
        assertThat(transport.methods()).containsExactly(new ChannelMethod.CloseOk());
    }

    @Test
    void whenTheSocketIsGoneTheBufferIsReleasedUnsent() {
        shard.beginTurn();
        outbound.method(1, new ChannelMethod.CloseOk());
        assertThat(transport.heldBytes()).isPositive();
        outbound.discard();
        assertThat(transport.heldBytes()).isZero();
        writeOfEveryKind();
        outbound.discard();
        shard.endTurn();
        assertThat(transport.writes).isEmpty();
    }

    @Test
    void aMethodThatCannotBeWrittenLeavesTheOthersWhole() throws AmqpException {
        shard.execute(() -> {
            outbound.method(1, new ChannelMethod.OpenOk());
            outbound.method(1, new BasicMethod.ConsumeOk("x".repeat(256)));
        });
        shard.execute(() -> outbound.method(1, new ChannelMethod.CloseOk()));
        shards.run();
        assertThat(transport.methods()).containsExactly(new ChannelMethod.OpenOk(), new ChannelMethod.CloseOk());
    }

    private void writeOfEveryKind() {
        outbound.method(1, new ChannelMethod.OpenOk());
        outbound.heartbeat();
        outbound.protocolHeader();
        outbound.content(1, new BasicMethod.Return(312, "NO_ROUTE", "e", "k"), message(1));
        assertThat(deliver(1)).isTrue();
    }

    private boolean deliver(int bodyBytes) {
        return outbound.deliver(1, WireStrings.encode("c"), 1, false, message(bodyBytes));
    }

    private static Message message(int bodyBytes) {
        byte[] address = {1, 'e', 3, 'k', 'e', 'y'};
        return new Message(address, new byte[2 + bodyBytes], 2, Message.NO_TTL, 0, false);
    }

    private List<Integer> types() throws AmqpException {
        return transport.frames().stream().map(RecordingTransport.Frame::type).toList();
    }
}
