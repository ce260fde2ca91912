package io.leveret.broker.connection;

import io.leveret.broker.alarms.AlarmListener;
import io.leveret.broker.alarms.ShardAlarms;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.codec.ConnectionMethod;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;

/**
 * Stops a connection that publishes while an alarm is raised, as RabbitMQ 4.0.5 does it, which was measured.
 *
 * <p>An alarm by itself stops nobody. The first frame of content that comes while one is raised is served; behind it
 * the connection is blocked: a client with the capability is told so, once and with what is low at that time, and
 * nothing of the connection is served or read any more, whatever channel it is for: acknowledgements, declarations and
 * {@code connection.close} too. So a message without a body is still taken, and one with a body waits for it. What goes
 * to the client goes on: deliveries, confirms, heartbeats, and of the client none are expected. When the last alarm has
 * been cleared, the client is told, what was kept is served, and the socket is read again.
 *
 * <p>What is kept is the rest of the read burst that blocked, at most. More comes only from a client that has closed
 * its end, since what it left is then read to find that end; who leaves more than {@link #KEPT_BYTES} is not waited
 * for.
 *
 * <p>On the connection's shard.
 */
final class AlarmBlock implements AlarmListener {
    private static final long KEPT_BYTES = 1 << 20;
    private static final int FRAME_OVERHEAD_BYTES = 64;

    private record Kept(int type, int channel, ByteBuf payload) {}

    private final AmqpConnection connection;
    private final BrokerShard shard;
    private final ShardAlarms alarms;
    private final ReadingPauses pauses;
    private final Runnable serve = this::serve;
    private final ArrayDeque<Kept> kept = new ArrayDeque<>(0);
    private long keptBytes;

    /** An alarm stops it. */
    private boolean blocked;

    /** It is blocked, or was and what was kept is not all served yet. */
    private boolean holding;

    AlarmBlock(AmqpConnection connection, ShardAlarms alarms) {
        this.connection = connection;
        this.shard = connection.shard();
        this.alarms = alarms;
        this.pauses = connection.pauses();
    }

    /** Whether the next frame must wait. */
    boolean holdsFrames() {
        return holding;
    }

    /** Whether more was kept than a client may leave behind. */
    boolean isFull() {
        return keptBytes > KEPT_BYTES;
    }

    /** Keeps a frame until its turn comes. */
    void keep(int type, int channel, ByteBuf buffer, int offset, int size) {
        byte[] copy = new byte[size];
        buffer.getBytes(offset, copy);
        kept.add(new Kept(type, channel, Unpooled.wrappedBuffer(copy)));
        keptBytes += size + FRAME_OVERHEAD_BYTES;
    }

    /** A frame of content was served: the client publishes. */
    void contentServed() {
        if (!alarms.any() || blocked || !connection.state().isOpen()) {
            return;
        }
        blocked = true;
        if (!holding) {
            holding = true;
            pauses.pause();
        }
        alarms.subscribe(this);
        if (connection.identity().blockedNotify()) {
            connection.outbound().method(0, new ConnectionMethod.Blocked(alarms.reason()));
        }
    }

    @Override
    public void alarmsChanged() {
        if (alarms.any()) {
            return;
        }
        unblock();
        if (connection.identity().blockedNotify()) {
            connection.outbound().method(0, new ConnectionMethod.Unblocked());
        }
        shard.nextTurn(serve); // many may be unblocked at once
    }

    private void unblock() {
        blocked = false;
        alarms.unsubscribe(this);
    }

    private void serve() {
        while (!blocked && !kept.isEmpty()) {
            Kept next = kept.poll();
            keptBytes -= next.payload().readableBytes() + FRAME_OVERHEAD_BYTES;
            connection.keptFrame(next.type(), next.channel(), next.payload());
        }
        if (!blocked && holding) {
            holding = false;
            pauses.resume();
        }
    }

    /** The connection ends: what was kept may hold the client's own close, or the answer to ours. */
    void end() {
        if (holding) {
            unblock();
            shard.soon(serve);
        }
    }
}
