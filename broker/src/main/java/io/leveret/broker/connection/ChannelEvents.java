package io.leveret.broker.connection;

import io.leveret.broker.events.EventHeaders;
import io.leveret.broker.events.EventType;
import io.leveret.broker.vhost.ConsumerOptions;
import io.leveret.broker.vhost.ShardConsumer;
import io.leveret.management.admin.ConnectionsAdmin;

/** What events tell of channels and their consumers; taken down on the channel's shard. */
final class ChannelEvents {
    private ChannelEvents() {}

    static EventHeaders created(Channel channel) {
        AmqpConnection connection = channel.connection();
        long on = connection.number();
        int number = channel.number();
        String name = ConnectionsAdmin.channelName(connection.transport().name(), number);
        String user = connection.handshake().user();
        return table -> table.connection("connection", on)
                .text("name", name)
                .number("number", number)
                .channel("pid", on, number)
                .text("user", user);
    }

    static EventHeaders closed(Channel channel, int consumers) {
        long on = channel.connection().number();
        int number = channel.number();
        return table -> table.number("consumer_count", consumers).channel("pid", on, number);
    }

    static EventHeaders consuming(Channel channel, ShardConsumer consumer) {
        ConsumerOptions options = consumer.options();
        EventHeaders consumerOf = consumerOf(channel, consumer);
        return table -> {
            consumerOf.writeTo(table);
            table.flag("ack_required", !options.noAck())
                    .table("arguments", options.arguments())
                    .flag("exclusive", options.exclusive())
                    .number("prefetch_count", options.prefetch());
        };
    }

    private static EventHeaders consumerOf(Channel channel, ShardConsumer consumer) {
        long on = channel.connection().number();
        int number = channel.number();
        String queue = consumer.queue().name();
        return table -> table.channel("channel", on, number)
                .text("consumer_tag", consumer.tag())
                .text("queue", queue);
    }

    /** Tells that a consumer has ended. */
    static void consumerDeleted(Channel channel, ShardConsumer consumer) {
        channel.connection()
                .publish(EventType.CONSUMER_DELETED, "tag '" + consumer.tag() + "'", consumerOf(channel, consumer));
    }
}
