package io.leveret.broker.connection;

import io.leveret.broker.tls.TlsPeer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetAddress;

/** The socket under a connection. All methods on the connection's shard but one. */
public interface Transport {
    /** Buffers to write into. */
    ByteBufAllocator allocator();

    /** Takes the buffer over, puts it on its way and flushes. */
    void write(ByteBuf bytes);

    /** False when more is waiting to go out than is good; {@code AmqpConnection.writable} is called when it is less. */
    boolean isWritable();

    /**
     * Whether twice as much is waiting as makes it not writable. Consumers pause before; a client that goes on asking
     * without reading the answers gets there, and is not served until it reads.
     */
    boolean isOverfull();

    /** Bytes, roughly, that were written and that the socket has not taken yet. Any thread may ask. */
    long unsentBytes();

    /** Stops or goes on reading the socket: the only way to slow a publisher down. */
    void reading(boolean on);

    /** Closes after what was written has gone out. */
    void close();

    /** Closes at once: what has not gone out is lost. */
    void abort();

    /** The client's address; null if it has none. */
    InetAddress remoteAddress();

    /** What TLS has agreed on; null if it is not spoken. */
    TlsPeer tls();

    /** "host:port -> host:port", the client's end first: the name that RabbitMQ gives to a connection. */
    String name();
}
