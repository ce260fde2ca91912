package io.leveret.broker.eventexchange;

import io.leveret.broker.logs.LogSink;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.FieldTable;
import io.leveret.codec.MessageProperties;
import io.leveret.queue.Message;
import java.util.concurrent.RejectedExecutionException;

/**
 * Publishes lines of the log to the exchange {@link #NAME}, by their level, as RabbitMQ does. At most once: what comes
 * faster than a shard takes it is dropped, and so is what is logged because a line is published. Any thread.
 */
public final class LogExchange implements LogSink {
    /** The name of the exchange. */
    public static final String NAME = VirtualHosts.LOG_EXCHANGE;

    private final VirtualHosts vhosts;
    private final String node;
    private final OwnExchange exchange;

    /** @param node its name, a header of each message */
    public LogExchange(VirtualHosts vhosts, String node) {
        this.vhosts = vhosts;
        this.node = node;
        this.exchange = new OwnExchange(vhosts, NAME);
    }

    @Override
    public boolean wants() {
        return !OwnExchange.isPublishing() && !exchange.isFull() && exchange.isInUse(vhosts.logVhost());
    }

    @Override
    public void line(String level, long atSeconds, String contentType, byte[] line) {
        try {
            exchange.publish(vhosts.logVhost(), message(level, atSeconds, contentType, line), level);
        } catch (RejectedExecutionException theBrokerStops) {
            // What would be said of it here is what cannot be published.
            return;
        }
    }

    private Message message(String level, long atSeconds, String contentType, byte[] line) {
        byte[] properties = MessageProperties.builder()
                .contentType(contentType)
                .headers(FieldTable.builder().string("node", node).build())
                .timestamp(atSeconds)
                .build();
        byte[] content = new byte[properties.length + line.length];
        System.arraycopy(properties, 0, content, 0, properties.length);
        System.arraycopy(line, 0, content, properties.length, line.length);
        return new Message(OwnExchange.address(NAME, level), content, properties.length, Message.NO_TTL, 0, false);
    }
}
