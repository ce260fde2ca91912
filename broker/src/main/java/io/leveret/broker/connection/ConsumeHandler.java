package io.leveret.broker.connection;

import io.leveret.broker.access.Right;
import io.leveret.broker.events.EventType;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.ConsumerOptions;
import io.leveret.broker.vhost.ShardConsumer;
import io.leveret.codec.AmqpException;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.ReplyCode;
import io.leveret.queue.SubscribeOutcome;

/** {@code basic.qos, consume, cancel, get}. */
final class ConsumeHandler {
    private final Channel channel;
    private final Deliveries deliveries;
    private int prefetch;

    ConsumeHandler(Channel channel, Deliveries deliveries) {
        this.channel = channel;
        this.deliveries = deliveries;
    }

    /** The limit of consumers to come. */
    int prefetch() {
        return prefetch;
    }

    /** False if the method is not of this family. */
    boolean handle(BasicMethod method) throws AmqpException {
        if (method instanceof BasicMethod.Consume consume) {
            consume(consume);
        } else if (method instanceof BasicMethod.Cancel cancel) {
            cancel(cancel);
        } else if (method instanceof BasicMethod.Get get) {
            get(get);
        } else if (method instanceof BasicMethod.Qos qos) {
            qos(qos);
        } else if (!(method instanceof BasicMethod.CancelOk)) {
            return false;
        }
        return true;
    }

    /** RabbitMQ's meaning of global: false sets the limit of consumers to come, true that of the whole channel. */
    private void qos(BasicMethod.Qos qos) throws AmqpException {
        if (qos.prefetchSize() != 0) {
            throw new AmqpException(ReplyCode.NOT_IMPLEMENTED, "prefetch_size!=0 (" + qos.prefetchSize() + ")");
        }
        if (qos.global()) {
            limitChannel(qos.prefetchCount());
        } else {
            prefetch = qos.prefetchCount();
        }
        channel.send(new BasicMethod.QosOk());
    }

    private void limitChannel(int limit) {
        UnackedMessages unacked = deliveries.unacked();
        int inFlight = 0;
        for (int i = 0; i < unacked.span(); i++) {
            if (unacked.queueAt(i) != null && unacked.is(i, UnackedMessages.CONSUMED)) {
                unacked.set(i, UnackedMessages.CREDITED);
                inFlight++;
            }
        }
        deliveries.credit().limit(limit, inFlight);
    }

    private void consume(BasicMethod.Consume consume) throws AmqpException {
        String tag = consume.consumerTag().isEmpty() ? GeneratedNames.consumerTag() : consume.consumerTag();
        if (deliveries.consumer(tag) != null) {
            throw new AmqpException(ReplyCode.NOT_ALLOWED, "attempt to reuse consumer tag '" + tag + "'");
        }
        int most = channel.connection().services().settings().consumerMaxPerChannel();
        if (most > 0 && deliveries.consumerCount() >= most) {
            throw new AmqpException(ReplyCode.NOT_ALLOWED, "reached maximum (" + most + ") of consumers per channel");
        }
        if (consume.queue().equals(DirectReplies.NAME)) {
            consumeReplies(tag, consume);
            return;
        }
        String name = channel.queues().nameOrLast(consume.queue());
        channel.access().require(Right.READ, "queue", name);
        BrokerQueue queue = channel.queues().usable(name);
        if (queue.isQuorum() && deliveries.credit().limit() != 0) {
            throw new AmqpException(ReplyCode.NOT_IMPLEMENTED, queue.description() + " does not support global qos");
        }
        ConsumerOptions options = new ConsumerOptions(
                tag,
                consume.noAck(),
                consume.exclusive(),
                priority(consume.arguments(), queue),
                prefetch,
                consume.arguments());
        ShardConsumer consumer = new ShardConsumer(queue, deliveries, options, deliveries.credit());
        deliveries.add(consumer);
        channel.waiting().park();
        queue.subscribe(
                channel.shard(),
                consumer,
                outcome -> channel.waiting().answered(() -> {
                    subscribed(consumer, outcome, consume.noWait());
                }));
    }

    private void consumeReplies(String tag, BasicMethod.Consume consume) throws AmqpException {
        if (!consume.noAck()) {
            throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "reply consumer cannot acknowledge");
        }
        if (deliveries.replyAddress() != null) {
            throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "reply consumer already set");
        }
        deliveries.consumeReplies(tag);
        if (!consume.noWait()) {
            channel.send(new BasicMethod.ConsumeOk(tag));
        }
    }

    private void subscribed(ShardConsumer consumer, SubscribeOutcome outcome, boolean noWait) throws AmqpException {
        if (outcome == SubscribeOutcome.OK) {
            channel.connection()
                    .publish(
                            EventType.CONSUMER_CREATED,
                            "tag '" + consumer.tag() + "'",
                            ChannelEvents.consuming(channel, consumer));
            if (!noWait) {
                channel.send(new BasicMethod.ConsumeOk(consumer.tag()));
            }
            return;
        }
        deliveries.remove(consumer);
        String queue = consumer.queue().description();
        throw outcome == SubscribeOutcome.QUEUE_GONE
                ? new AmqpException(ReplyCode.NOT_FOUND, "no " + queue)
                : new AmqpException(ReplyCode.ACCESS_REFUSED, queue + " in exclusive use");
    }

    private static int priority(FieldTable arguments, BrokerQueue queue) throws AmqpException {
        FieldValue value = arguments.get("x-priority");
        if (value == null) {
            return 0;
        }
        Long priority = arguments.integer("x-priority");
        if (priority == null) {
            throw new AmqpException(
                    ReplyCode.PRECONDITION_FAILED,
                    "invalid arg 'x-priority' for " + queue.description() + ": \"expected integer, got "
                            + value.type().rabbitName() + "\"");
        }
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, priority));
    }

    /**
     * What was under way to the consumer arrives before cancel-ok. The tag of the replies may be another consumer's
     * too, and means the replies first (RabbitMQ 4.0.5 behaviour).
     */
    private void cancel(BasicMethod.Cancel cancel) {
        boolean replies = deliveries.isReplyTag(cancel.consumerTag());
        ShardConsumer consumer = replies ? null : deliveries.consumer(cancel.consumerTag());
        if (consumer == null) {
            if (replies) {
                deliveries.endReplies();
            }
            if (!cancel.noWait()) {
                channel.send(new BasicMethod.CancelOk(cancel.consumerTag()));
            }
            return;
        }
        channel.waiting().park();
        deliveries.cancelling(consumer);
        consumer.queue().cancel(channel.shard(), consumer);
        ChannelWait.Answer answer = () -> {
            deliveries.cancelling(null);
            endConsumer(consumer);
            if (!cancel.noWait()) {
                channel.send(new BasicMethod.CancelOk(cancel.consumerTag()));
            }
        };
        AmqpConnection connection = channel.connection();
        connection
                .services()
                .shards()
                .barrier(
                        channel.shard(),
                        () -> connection.held().behind(() -> channel.waiting().answered(answer)));
    }

    private void endConsumer(ShardConsumer consumer) {
        if (consumer.isOpen()) {
            deliveries.remove(consumer);
            ChannelEvents.consumerDeleted(channel, consumer);
        }
    }

    private void get(BasicMethod.Get get) throws AmqpException {
        String name = channel.queues().nameOrLast(get.queue());
        channel.access().require(Right.READ, "queue", name);
        BrokerQueue queue = channel.queues().usable(name);
        if (queue.isQuorum() && queue.arguments().singleActiveConsumer()) {
            throw new AmqpException(
                    ReplyCode.RESOURCE_LOCKED,
                    "cannot obtain access to locked " + queue.description()
                            + ". basic.get operations are not supported by quorum queues with single active consumer");
        }
        deliveries.fetch(queue, get.noAck());
    }
}
