package io.leveret.broker.connection;

import io.leveret.broker.shard.ShardLink;
import io.leveret.broker.shard.Shards;
import io.leveret.queue.Message;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Direct reply-to: a channel consumes the pseudo-queue {@code amq.rabbitmq.reply-to}, its requests carry an address
 * made for it, and replies sent to that address through the default exchange go straight to the channel, by no queue. A
 * reply to somebody who is gone, or does not read, is dropped. Any thread.
 */
public final class DirectReplies {
    /** What clients consume from and put into {@code reply-to}. */
    static final String NAME = "amq.rabbitmq.reply-to";

    private static final String PREFIX = NAME + ".";

    private final Map<String, Deliveries> byAddress = new ConcurrentHashMap<>();

    /** Makes an address that leads to a channel. */
    String open(Deliveries deliveries) {
        String address = GeneratedNames.after(PREFIX);
        byAddress.put(address, deliveries);
        return address;
    }

    void close(String address) {
        byAddress.remove(address);
    }

    /** Whether a name is the pseudo-queue or an address that somebody consumes from. */
    boolean exists(String name) {
        return name.equals(NAME) || byAddress.containsKey(name);
    }

    /** Whether a name is of this kind at all, so that no queue can have it. */
    static boolean isReplyName(String name) {
        return name.startsWith(NAME);
    }

    /** Whether a routing key of the default exchange is an address. */
    static boolean isAddress(String routingKey) {
        return routingKey.startsWith(PREFIX);
    }

    /** Sends a reply on its way. On the shard of {@code sender}. */
    void send(Channel sender, String address, Message message) {
        Deliveries deliveries = byAddress.get(address);
        if (deliveries != null) {
            Shards.send(sender.shard(), deliveries.shard(), () -> deliveries.reply(message));
            ShardLink link = sender.shard().linkTo(deliveries.shard());
            if (link != null) {
                link.addWeight(message.content().length);
                sender.connection().backPressure().slowDownFor(link);
            }
        }
    }
}
