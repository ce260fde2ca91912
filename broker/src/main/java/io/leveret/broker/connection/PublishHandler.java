package io.leveret.broker.connection;

import io.leveret.broker.access.Right;
import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.storage.ShardLog;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.CachedRoute;
import io.leveret.broker.vhost.Destinations;
import io.leveret.broker.vhost.Firehose;
import io.leveret.broker.vhost.RouteCache;
import io.leveret.broker.vhost.ShardPublisher;
import io.leveret.codec.AmqpException;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.ConfirmMethod;
import io.leveret.codec.MessageProperties;
import io.leveret.codec.MethodDecoder;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.WireStrings;
import io.leveret.queue.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * {@code basic.publish} with its content, and {@code confirm.select}: puts a message together out of its frames, checks
 * it, routes it and brings it to its queues.
 *
 * <p>Header and body are copied once, into the array that the message keeps. The usual message has no property that
 * asks for more than its route; {@link PublishChecks} sees the others.
 */
final class PublishHandler {
    private static final int MANDATORY = 1;
    private static final int IMMEDIATE = 2;

    /** Class, weight and body size before the properties of a content header. */
    private static final int HEADER_FIXED_BYTES = 12;

    private static final int BASIC_CLASS = 60;

    /** The largest body for which room is made on the word of a header alone; for larger ones as they come. */
    private static final int FIRST_ALLOCATION_BYTES = 4096;

    /** What a message that waits for its confirm takes besides its content, roughly. */
    private static final int MESSAGE_BYTES = 64;

    private enum Expecting {
        METHOD,
        HEADER,
        BODY
    }

    private final Channel channel;
    private final BackPressure backPressure;
    private final TxHandler transactions;
    private final ShardLog log;
    private final PublishPermit permit;

    /** Null unless pairs are counted. */
    private final ChannelPairs pairs;

    private Expecting expecting = Expecting.METHOD;
    private CachedRoute route;
    private byte[] unknownAddress;
    private int bits;
    private byte[] content;
    private int propertiesLength;
    private int filled;
    private int contentLength;
    private Confirms confirms;

    PublishHandler(Channel channel, TxHandler transactions) {
        this.channel = channel;
        this.backPressure = channel.connection().backPressure();
        this.transactions = transactions;
        this.log = channel.connection().services().vhosts().storage().log(channel.shard());
        this.permit = new PublishPermit(channel);
        this.pairs = channel.pairs();
    }

    void requireNoContentPending() throws AmqpException {
        if (expecting == Expecting.HEADER) {
            throw UnexpectedFrame.headerExpected();
        }
        if (expecting == Expecting.BODY) {
            throw UnexpectedFrame.bodyExpected();
        }
    }

    /** Confirm mode, in which every publish is answered. */
    void select(ConfirmMethod.Select select) throws AmqpException {
        if (transactions.isOn()) {
            throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "cannot switch from tx to confirm mode");
        }
        if (confirms == null) {
            confirms = new Confirms(channel);
        }
        if (!select.noWait()) {
            channel.send(new ConfirmMethod.SelectOk());
        }
    }

    /** Messages that wait for their confirms. */
    long unconfirmed() {
        return confirms == null ? 0 : confirms.unconfirmed();
    }

    boolean confirming() {
        return confirms != null;
    }

    // ---- frames

    /** The arguments of a publish: two octets reserved, exchange, routing key, bits. */
    void method(ByteBuf buffer, int offset, int size) throws AmqpException {
        int addressAt = offset + 2;
        int exchangeLength = size > 4 ? buffer.getUnsignedByte(addressAt) : size;
        int keyLength = exchangeLength + 5 <= size ? buffer.getUnsignedByte(addressAt + 1 + exchangeLength) : size;
        int addressLength = exchangeLength + keyLength + 2;
        if (addressLength + 3 != size) {
            MethodDecoder.decode(buffer, offset - 4, size + 4);
        }
        bits = buffer.getByte(addressAt + addressLength);
        expecting = Expecting.HEADER;
        unknownAddress = null;
        RouteCache routes = channel.vhost().routing().cache(channel.shard());
        if (route != null
                && routes.isCurrent(route)
                && RouteCache.equal(route.address(), buffer, addressAt, addressLength)) {
            return;
        }
        route = null;
        try {
            route = routes.lookup(buffer, addressAt, addressLength);
        } catch (AmqpException e) {
            unknownAddress = ByteBufUtil.getBytes(buffer, addressAt, addressLength);
        }
    }

    void header(ByteBuf buffer, int offset, int size) throws AmqpException {
        if (expecting == Expecting.METHOD) {
            throw UnexpectedFrame.methodExpected();
        }
        if (expecting == Expecting.BODY) {
            throw UnexpectedFrame.bodyExpected();
        }
        int classId = buffer.getUnsignedShort(offset);
        if (classId != BASIC_CLASS) {
            throw UnexpectedFrame.headerOfClass(classId);
        }
        long bodySize = buffer.getLong(offset + 4);
        long max = channel.connection().services().settings().maxMessageBytes();
        propertiesLength = size - HEADER_FIXED_BYTES;
        if (bodySize < 0 || bodySize > max) {
            expecting = Expecting.METHOD;
            throw new AmqpException(
                    ReplyCode.PRECONDITION_FAILED,
                    "message size " + Long.toUnsignedString(bodySize) + " is larger than configured max size " + max);
        }
        MessageProperties.validate(buffer, offset + HEADER_FIXED_BYTES, propertiesLength);
        contentLength = propertiesLength + (int) bodySize;
        content = new byte[bodySize <= FIRST_ALLOCATION_BYTES ? contentLength : propertiesLength];
        buffer.getBytes(offset + HEADER_FIXED_BYTES, content, 0, propertiesLength);
        filled = propertiesLength;
        expecting = Expecting.BODY;
        if (bodySize == 0) {
            complete();
        }
    }

    void body(ByteBuf buffer, int offset, int size) throws AmqpException {
        if (expecting == Expecting.METHOD) {
            throw UnexpectedFrame.methodExpected();
        }
        if (expecting == Expecting.HEADER) {
            throw UnexpectedFrame.headerExpected();
        }
        if (size > contentLength - filled) {
            throw new AmqpException(
                    ReplyCode.FRAME_ERROR,
                    "content body of " + (filled - propertiesLength + size) + " bytes is larger than the "
                            + (contentLength - propertiesLength) + " announced");
        }
        int needed = filled + size;
        if (needed > content.length) {
            int larger = (int) Math.min(contentLength, Math.max((long) needed, 2L * content.length));
            content = Arrays.copyOf(content, larger);
        }
        buffer.getBytes(offset, content, filled, size);
        filled = needed;
        if (filled == contentLength) {
            complete();
        }
    }

    // ---- the message

    private void complete() throws AmqpException {
        expecting = Expecting.METHOD;
        byte[] bytes = content;
        content = null;
        if ((bits & IMMEDIATE) != 0) {
            throw new AmqpException(ReplyCode.NOT_IMPLEMENTED, "immediate=true");
        }
        if (unknownAddress != null) {
            // There was no such exchange when the message began; what counts is whether there is one now.
            route = lookUp(unknownAddress);
        }
        routeAgainIfStale();
        permit.require(route.exchange());
        PublishChecks checks = null;
        if ((MessageProperties.flags(bytes) & PublishChecks.FLAGS) != 0) {
            checks = new PublishChecks(bytes, propertiesLength, route);
            checks.check(channel, permit);
            bytes = checks.content();
        } else {
            permit.requireTopic(route);
        }
        int length = checks == null ? propertiesLength : checks.propertiesLength();
        Destinations destinations = checks == null ? route.destinations() : checks.destinations(channel.vhost());
        if (destinations == null) {
            destinations = PublishChecks.routedAlone(bytes, length, route, channel.vhost());
        }
        Message message = new Message(
                route.address(),
                bytes,
                length,
                checks == null ? Message.NO_TTL : checks.ttlMs(),
                MessageProperties.priority(bytes, length),
                MessageProperties.deliveryMode(bytes, length) == 2,
                checks == null ? null : checks.annotations());
        BrokerQueue[] queues = channel.vhost()
                .routing()
                .pass(message, route.exchange(), destinations)
                .queues();
        channel.counters().count(MessageStat.PUBLISH);
        channel.totals().received(message.bodySize(), queues.length, confirms != null);
        route.exchangeCounters().count(MessageStat.PUBLISH_IN);
        route.exchangeCounters().count(MessageStat.PUBLISH_OUT, queues.length);
        if (pairs != null) {
            pairs.published(route.exchange(), queues);
        }
        Firehose firehose = channel.vhost().firehose();
        if (firehose != null) {
            firehose.published(channel.traced(), message, queues);
        }
        boolean mandatory = (bits & MANDATORY) != 0;
        if (queues.length == 0 && route.exchange().name().isEmpty() && DirectReplies.isAddress(route.routingKey())) {
            channel.connection().services().replies().send(channel, route.routingKey(), message);
        }
        if (transactions.isOn()) {
            transactions.publish(message, queues, mandatory);
        } else {
            publish(message, queues, mandatory);
        }
    }

    /** Frames may lie apart; what counts is the topology when the last is there, as in RabbitMQ. */
    private void routeAgainIfStale() throws AmqpException {
        RouteCache routes = channel.vhost().routing().cache(channel.shard());
        if (!routes.isCurrent(route)) {
            byte[] address = route.address();
            route = null;
            route = lookUp(address);
        }
    }

    /** Who may not write to an exchange does not learn from it whether it is there. */
    private CachedRoute lookUp(byte[] address) throws AmqpException {
        try {
            return channel.vhost()
                    .routing()
                    .cache(channel.shard())
                    .lookup(Unpooled.wrappedBuffer(address), 0, address.length);
        } catch (AmqpException absent) {
            channel.access().require(Right.WRITE, "exchange", WireStrings.decode(address, 1, address[0] & 0xff));
            throw absent;
        }
    }

    private void publish(Message message, BrokerQueue[] queues, boolean mandatory) {
        if (queues.length == 0) {
            unroutable(message, mandatory);
        }
        long sequence = 0;
        if (confirms != null) {
            sequence = confirms.open(queues.length, message.content().length + MESSAGE_BYTES);
            if (pairs != null) {
                confirms.countFor(sequence, pairs.exchanges().of(route.exchange()));
            }
        }
        bring(message, queues, confirms, sequence);
    }

    /** Brings a message to its queues; its body goes to the log first if any of them is to keep it over a restart. */
    void bring(Message message, BrokerQueue[] queues, ShardPublisher publisher, long sequence) {
        if (message.persistent()) {
            int keepers = 0;
            for (BrokerQueue queue : queues) {
                keepers += queue.durable() ? 1 : 0;
            }
            if (keepers != 0) {
                log.body(message, keepers);
                backPressure.slowDownFor(log);
            }
        }
        for (BrokerQueue queue : queues) {
            queue.enqueue(channel.shard(), publisher, sequence, message);
            backPressure.slowDownFor(queue);
        }
    }

    /** Nobody wants it: it goes back if the publisher asked for that, else it is counted and gone. */
    void unroutable(Message message, boolean mandatory) {
        if (mandatory) {
            count(message, MessageStat.RETURN_UNROUTABLE);
            channel.connection()
                    .outbound()
                    .content(
                            channel.number(),
                            new BasicMethod.Return(
                                    ReplyCode.NO_ROUTE.code(),
                                    ReplyCode.NO_ROUTE.name(),
                                    message.exchange(),
                                    message.routingKey()),
                            message);
        } else {
            count(message, MessageStat.DROP_UNROUTABLE);
        }
    }

    private void count(Message message, MessageStat stat) {
        channel.counters().count(stat);
        channel.totals().count(stat, 1);
        if (pairs != null) {
            pairs.count(message.exchange(), stat);
        }
    }

    /** The channel is gone. */
    void release() {
        content = null;
        route = null;
        permit.forget();
    }
}
