package io.leveret.broker.connection;

import io.leveret.broker.vhost.VhostFixture;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A client of a node in memory that publishes to a queue, consumes from it, and acknowledges each message by itself,
 * always the same bytes again: what it measures is the broker.
 */
public final class LoopedClient {
    private static final int CHANNEL = 1;
    private static final int DELIVERY_TAG_OFFSET = 7 + 4;

    private final ConnectionFixture node;
    private final Sink transport = new Sink();
    private final AmqpConnection connection;
    private final Runnable publishing = this::receivePublishes;
    private final Runnable acknowledging = this::receiveAcks;
    private final ByteBuf publishes = Unpooled.buffer();
    private final ByteBuf acks = Unpooled.buffer();
    private final int burst;
    private final int ackSize;
    private long acknowledged;

    /**
     * @param burst messages in one read
     * @param bodyBytes of each; they are transient
     * @param arguments of the queue
     */
    public LoopedClient(int burst, int bodyBytes, FieldTable arguments) {
        this(false, burst, bodyBytes, arguments);
    }

    /** The same of a node that may count pairs of channels, exchanges and queues. */
    public LoopedClient(boolean countsPairs, int burst, int bodyBytes, FieldTable arguments) {
        this.burst = burst;
        this.node = new ConnectionFixture(new VhostFixture(1, countsPairs));
        this.connection = new AmqpConnection(node.node.shards.get(0), transport, node.services);
        node.node.queue("q", false, 0, arguments);
        node.open(connection);
        node.send(connection, CHANNEL, new ChannelMethod.Open());
        node.send(connection, CHANNEL, new BasicMethod.Consume("q", "c", false, false, false, false, FieldTable.EMPTY));
        byte[] content = new byte[2 + bodyBytes];
        for (int n = 0; n < burst; n++) {
            Frames.method(publishes, CHANNEL, new BasicMethod.Publish("", "q", false, false));
            Frames.contentHeader(publishes, CHANNEL, content, 2);
            Frames.body(publishes, CHANNEL, content, 2, content.length, 0);
            Frames.method(acks, CHANNEL, new BasicMethod.Ack(1, false));
        }
        ackSize = acks.readableBytes() / burst;
    }

    /** One burst is published, delivered and acknowledged. Returns how many bytes the broker has written. */
    public long pass() {
        long before = transport.written;
        node.node.shards.turn(0, publishing);
        node.node.shards.turn(0, acknowledging);
        return transport.written - before;
    }

    private void receivePublishes() {
        connection.received(publishes.readerIndex(0));
    }

    private void receiveAcks() {
        for (int n = 0; n < burst; n++) {
            acks.setLong(n * ackSize + DELIVERY_TAG_OFFSET, ++acknowledged);
        }
        connection.received(acks.readerIndex(0));
    }

    /** Messages of the queue, ready or in flight. */
    public long messageCount() {
        return node.node.vhost().queue("q").contents().messageCount();
    }

    /** Whether the broker has closed the connection, or been asked to. */
    public boolean isClosed() {
        return transport.closed;
    }

    /** A socket that is always ready, and forgets. */
    private static final class Sink implements MemoryTransport {
        private long written;
        private boolean closed;

        @Override
        public void write(ByteBuf bytes) {
            written += bytes.readableBytes();
            bytes.release();
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public void abort() {
            closed = true;
        }

        @Override
        public String name() {
            return "looped";
        }
    }
}
