package io.leveret.broker.connection;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.QueueDeletion;
import io.leveret.broker.vhost.QueueOwner;
import io.leveret.codec.AmqpException;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.Frames;
import io.leveret.codec.Method;
import io.leveret.codec.MethodDecoder;
import io.leveret.codec.ReplyCode;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The channels of a connection by number, and the exclusive queues that go with it: it is their owner. */
final class Channels implements QueueOwner {
    private final AmqpConnection connection;
    private Channel[] byNumber = {};
    private Channel last;
    private int open;
    private int max;
    private Set<BrokerQueue> exclusiveQueues = Set.of();
    private Runnable whenIdle;
    private List<Channel> stopped = new ArrayList<>(0);

    Channels(AmqpConnection connection) {
        this.connection = connection;
    }

    /** How many may be open, 0 for no limit. */
    void limit(int channelMax) {
        max = channelMax;
    }

    void frame(int type, int number, ByteBuf buffer, int offset, int size) throws AmqpException {
        Channel channel = last;
        if (channel == null || channel.number() != number) {
            channel = number < byNumber.length ? byNumber[number] : null;
            if (channel == null) {
                open(type, number, buffer, offset, size);
                return;
            }
            last = channel;
        }
        channel.frame(type, buffer, offset, size);
    }

    private void open(int type, int number, ByteBuf buffer, int offset, int size) throws AmqpException {
        FrameType.check(type, buffer, offset, size);
        if (type != Frames.METHOD) {
            throw UnexpectedFrame.methodExpected();
        }
        Method method = MethodDecoder.decode(buffer, offset, size);
        if (method instanceof ChannelMethod.CloseOk) {
            return;
        }
        if (!(method instanceof ChannelMethod.Open)) {
            throw new AmqpException(ReplyCode.CHANNEL_ERROR, "expected 'channel.open'")
                    .causedBy(method.classId(), method.methodId());
        }
        if (max != 0 && open >= max) {
            throw new AmqpException(
                    ReplyCode.NOT_ALLOWED,
                    "number of channels opened (" + open + ") has reached the negotiated channel_max (" + max + ")");
        }
        connection.services().counts().channelOpens(connection.identity().user());
        add(new Channel(connection, number));
        connection.outbound().method(number, new ChannelMethod.OpenOk());
    }

    private void add(Channel channel) {
        int number = channel.number();
        if (number >= byNumber.length) {
            byNumber = Arrays.copyOf(byNumber, Math.max(number + 1, Math.min(65_536, byNumber.length * 2)));
        }
        byNumber[number] = channel;
        open++;
    }

    /** How many are open. Any thread. */
    int count() {
        return open;
    }

    /** Those that are open. Any thread; of a shard that works meanwhile, nearly. */
    List<Channel> all() {
        List<Channel> all = new ArrayList<>(open);
        for (Channel channel : byNumber) {
            if (channel != null) {
                all.add(channel);
            }
        }
        return all;
    }

    /** A channel is closed for good; its number may be used again. The connection may have released it meanwhile. */
    void remove(Channel channel) {
        if (channel.number() < byNumber.length && byNumber[channel.number()] == channel) {
            byNumber[channel.number()] = null;
            open--;
            connection.services().counts().channelsGone(connection.identity().user(), 1);
        }
        if (last == channel) {
            last = null;
        }
    }

    /** The connection goes: releases every channel and deletes the exclusive queues. */
    void releaseAll() {
        for (Channel channel : byNumber) {
            if (channel != null) {
                channel.release();
            }
        }
        if (open > 0) {
            connection.services().counts().channelsGone(connection.identity().user(), open);
        }
        open = 0;
        byNumber = new Channel[0];
        last = null;
        QueueDeletion deletion =
                connection.identity() == null ? null : new QueueDeletion(false, false, connection.actor());
        Set<BrokerQueue> deleting = exclusiveQueues;
        exclusiveQueues = Set.of(); // each deletion tells us, and must not change what is gone through here
        for (BrokerQueue queue : deleting) {
            queue.delete(connection.shard(), deletion, outcome -> {});
        }
    }

    /** An exclusive queue was declared: it goes with the connection. */
    void exclusive(BrokerQueue queue) {
        if (exclusiveQueues.isEmpty()) {
            exclusiveQueues = new LinkedHashSet<>();
        }
        exclusiveQueues.add(queue);
    }

    @Override
    public BrokerShard shard() {
        return connection.shard();
    }

    @Override
    public long connectionNumber() {
        return connection.number();
    }

    @Override
    public void queueDeleted(BrokerQueue queue) {
        if (!exclusiveQueues.isEmpty()) {
            exclusiveQueues.remove(queue);
        }
    }

    /**
     * Runs a task when no channel waits any more: what a client sent on its channels before a method of the connection
     * comes first.
     */
    void whenIdle(Runnable task) {
        whenIdle = task;
        idle();
    }

    /** The client has read what it asked for: channels go on. */
    void unparkAll() {
        for (Channel channel : byNumber.clone()) {
            if (channel != null) {
                channel.waiting().unpark();
            }
        }
    }

    /** Permissions have changed. */
    void cancelUnpermitted() {
        for (Channel channel : byNumber) {
            if (channel != null && channel.isOpen()) {
                channel.deliveries().cancelUnpermitted();
            }
        }
    }

    /** A channel has no more frames parked. */
    void idle() {
        if (whenIdle == null) {
            return;
        }
        for (Channel channel : byNumber) {
            if (channel != null && channel.waiting().isBusy()) {
                return;
            }
        }
        Runnable task = whenIdle;
        whenIdle = null;
        task.run();
    }

    /** A channel has consumers that wait for the transport. */
    void stopped(Channel channel) {
        stopped.add(channel);
    }

    void resumeDeliveries() {
        if (stopped.isEmpty()) {
            return;
        }
        List<Channel> resuming = stopped;
        stopped = new ArrayList<>(0);
        for (Channel channel : resuming) {
            channel.deliveries().resume();
        }
    }
}
