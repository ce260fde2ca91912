package io.leveret.broker.simulation;

import io.leveret.broker.connection.AmqpConnection;
import io.leveret.broker.connection.Transport;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.tls.TlsPeer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;

/**
 * A socket: holds what either end has sent and the other has not taken. The broker's end is driven in turns, as
 * {@code SocketConnection} does; reads cut the bytes wherever the seed says.
 */
final class SimulatedTransport implements Transport, Simulation.Activity {
    private static final int READ_BYTES = 64 * 1024;

    private final SimulatedBroker broker;
    private final SimulatedThread thread;
    private final BrokerShard shard;
    private final String name;
    private final AmqpConnection connection;
    private final ByteBuf toBroker = Unpooled.buffer(256);
    private final ByteBuf toClient = Unpooled.buffer(256);
    private final int highBytes;
    private boolean reading = true;
    private boolean unwritable;
    private boolean closing;
    private boolean closed;
    private long readBytes;
    private int pauses;
    private int mostWaiting;
    private boolean wholeReads;

    SimulatedTransport(SimulatedBroker broker, int shardIndex, String name, int highBytes) {
        this.broker = broker;
        this.thread = broker.thread(shardIndex);
        this.shard = broker.shards().get(shardIndex);
        this.name = name;
        this.highBytes = highBytes;
        this.connection = new AmqpConnection(shard, this, broker.services());
        broker.simulation().add(this);
        thread.execute(() -> inTurn(connection::accepted));
    }

    private void inTurn(Runnable task) {
        shard.beginTurn();
        try {
            task.run();
        } finally {
            shard.endTurn();
        }
    }

    // ---- the broker's end

    @Override
    public ByteBufAllocator allocator() {
        return broker.allocator();
    }

    @Override
    public void write(ByteBuf bytes) {
        if (closing) {
            throw new AssertionError(name + ": written after it was closed");
        }
        if (!closed) {
            toClient.discardSomeReadBytes();
            toClient.writeBytes(bytes);
            mostWaiting = Math.max(mostWaiting, toClient.readableBytes());
            unwritable |= toClient.readableBytes() > highBytes;
        }
        bytes.release();
    }

    @Override
    public boolean isWritable() {
        return !closed && !unwritable;
    }

    @Override
    public boolean isOverfull() {
        return !closed && toClient.readableBytes() > 2L * highBytes;
    }

    @Override
    public long unsentBytes() {
        return toClient.readableBytes();
    }

    @Override
    public void reading(boolean on) {
        if (!on && reading) {
            pauses++;
        }
        reading = on;
    }

    @Override
    public void close() {
        closing = true;
        if (!toClient.isReadable()) {
            end();
        }
    }

    @Override
    public void abort() {
        closing = true;
        toClient.clear();
        end();
    }

    private void end() {
        if (!closed) {
            closed = true;
            broker.simulation().remove(this);
            thread.execute(() -> inTurn(connection::transportClosed));
        }
    }

    @Override
    public InetAddress remoteAddress() {
        return null;
    }

    @Override
    public TlsPeer tls() {
        return null;
    }

    @Override
    public String name() {
        return name;
    }

    /** A read can happen. */
    @Override
    public boolean isReady() {
        return reading && !closed && toBroker.isReadable() && !thread.isFrozen();
    }

    /** One read and its turn. */
    @Override
    public void happen() {
        int most = Math.min(READ_BYTES, toBroker.readableBytes());
        int size = wholeReads || broker.simulation().random().nextInt(3) == 0
                ? most
                : 1 + broker.simulation().random().nextInt(most);
        ByteBuf bytes = broker.allocator().heapBuffer(size);
        bytes.writeBytes(toBroker, size);
        toBroker.discardSomeReadBytes();
        readBytes += size;
        thread.runNow(() -> {
            shard.beginTurn();
            try {
                connection.received(bytes);
            } finally {
                bytes.release();
                shard.endTurn();
            }
        });
    }

    // ---- the client's end

    /** Reads are no longer cut. */
    void readWhole() {
        wholeReads = true;
    }

    void send(ByteBuf bytes) {
        if (!closed) {
            toBroker.writeBytes(bytes);
        }
    }

    /** Takes some of what the broker has written; the buffer is valid until the next call. */
    ByteBuf take(int mostBytes) {
        ByteBuf taken = toClient.readSlice(Math.min(mostBytes, toClient.readableBytes()));
        if (unwritable && !closed && toClient.readableBytes() <= highBytes / 2) {
            unwritable = false;
            thread.execute(() -> inTurn(connection::writable));
        }
        if (closing && !toClient.isReadable()) {
            end();
        }
        return taken;
    }

    /** The client is gone without a word: what was under way to the broker and not read is lost. */
    void lose() {
        toBroker.clear();
        toClient.clear();
        end();
    }

    int waitingForClient() {
        return toClient.readableBytes();
    }

    /** The most that ever waited for the client, in bytes. */
    int mostWaiting() {
        return mostWaiting;
    }

    int waitingForBroker() {
        return toBroker.readableBytes();
    }

    boolean isClosed() {
        return closed;
    }

    boolean isReading() {
        return reading;
    }

    /** How often the broker stopped reading. */
    int pauses() {
        return pauses;
    }

    /** Bytes the broker has read. */
    long readBytes() {
        return readBytes;
    }

    @Override
    public String toString() {
        return name + ": " + toBroker.readableBytes() + " bytes to read, " + toClient.readableBytes() + " written"
                + (reading ? "" : ", not reading") + (unwritable ? ", not writable" : "") + (closing ? ", closing" : "")
                + (closed ? ", closed" : "");
    }
}
