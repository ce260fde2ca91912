package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.WireStrings;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.RoutingKeys;
import io.leveret.queue.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Copies of all messages of a virtual host, for queues that are bound to {@code amq.rabbitmq.trace}: with the key
 * {@code publish.EXCHANGE} when one was routed, with {@code deliver.QUEUE} when one goes to a client. What came through
 * that exchange is not traced again. Copies are transient, and lost as soon as nobody is bound.
 *
 * <p>Methods on the shard of the client that publishes or gets the message.
 */
public final class Firehose {
    private static final String EXCHANGE = "amq.rabbitmq.trace";
    private static final int LONGEST_KEY_BYTES = 255;

    private final VirtualHost vhost;
    private final String node;

    /** @param node the name that the copies bear */
    public Firehose(VirtualHost vhost, String node) {
        this.vhost = vhost;
        this.node = node;
    }

    /**
     * Who published a message, or gets it.
     *
     * @param connection its name
     * @param fed told of each queue that copies go to, which may live far away and be slow
     */
    public record Client(BrokerShard shard, String connection, int channel, String user, Consumer<BrokerQueue> fed) {}

    /** A message was routed, and is about to go to its queues or to wait for a commit. Outside of any command. */
    public void published(Client client, Message message, BrokerQueue[] queues) {
        copy(
                client,
                "publish." + message.exchange(),
                message,
                headers ->
                        headers.array("routed_queues", message.exchange().isEmpty() ? named(message) : names(queues)));
    }

    /** A message goes to a client. Also within a command of its queue. */
    public void delivered(Client client, BrokerQueue queue, Message message, boolean redelivered) {
        if (message.exchange().equals(EXCHANGE)) {
            return;
        }
        client.shard()
                .soon(() -> copy(
                        client,
                        "deliver." + queue.name(),
                        message,
                        headers -> headers.integer("redelivered", redelivered ? 1 : 0)));
    }

    private void copy(Client client, String wantedKey, Message message, Consumer<FieldTable.Builder> more) {
        if (message.exchange().equals(EXCHANGE)) {
            return;
        }
        byte[] key = WireStrings.encode(wantedKey);
        if (key.length > LONGEST_KEY_BYTES) {
            key = Arrays.copyOf(key, LONGEST_KEY_BYTES);
        }
        FieldTable.Builder headers = FieldTable.builder()
                .string("vhost", vhost.name())
                .string("connection", client.connection())
                .integer("channel", client.channel())
                .string("user", client.user());
        more.accept(headers);
        TraceMessage.describe(message, node, headers);
        FieldTable sorted = headers.build().sortedByName();
        Exchange exchange = vhost.exchange(EXCHANGE);
        RoutingKeys keys = RoutingKeys.of(WireStrings.decode(key, 0, key.length));
        Destinations found = vhost.routing().route(exchange, keys, () -> sorted);
        if (found.queues().length > 0 || found.areKept()) {
            Message copy = TraceMessage.copy(message, EXCHANGE, key, sorted);
            for (BrokerQueue queue : vhost.routing().pass(copy, exchange, found).queues()) {
                queue.enqueue(client.shard(), null, 0, copy);
                client.fed().accept(queue);
            }
        }
    }

    private static List<FieldValue> names(BrokerQueue[] queues) {
        List<FieldValue> names = new ArrayList<>(queues.length);
        for (BrokerQueue queue : queues) {
            if (queue.delays() == null) {
                names.add(FieldValue.of(queue.name()));
            }
        }
        return names;
    }

    /** The default exchange routes to the queues that the keys name, whether they are there or not. */
    private static List<FieldValue> named(Message message) {
        return new TreeSet<>(TraceMessage.routingKeys(message))
                .stream().map(FieldValue::of).toList();
    }
}
