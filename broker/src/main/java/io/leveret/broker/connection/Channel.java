package io.leveret.broker.connection;

import io.leveret.broker.counters.ChurnCounters.Churn;
import io.leveret.broker.counters.CounterBlock;
import io.leveret.broker.counters.TotalCounters;
import io.leveret.broker.events.EventType;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.vhost.Actor;
import io.leveret.broker.vhost.Firehose;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.codec.AccessMethod;
import io.leveret.codec.AmqpException;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.ConfirmMethod;
import io.leveret.codec.ExchangeMethod;
import io.leveret.codec.Frames;
import io.leveret.codec.Method;
import io.leveret.codec.MethodDecoder;
import io.leveret.codec.QueueMethod;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.TxMethod;
import io.netty.buffer.ByteBuf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One channel: its number, its state, who handles what, and how it ends. What it must wait for is with
 * {@link ChannelWait}.
 *
 * <p>All on the connection's shard.
 */
final class Channel {
    private static final Logger LOG = LoggerFactory.getLogger(Channel.class);

    private enum State {
        OPEN,
        /** Our close is out; all but close-ok is dropped. */
        CLOSING,
        CLOSED
    }

    /** Indices, delivery tag and bits of {@code basic.ack}; one of another size is left to the decoder to refuse. */
    private static final int ACK_BYTES = 4 + 8 + 1;

    private final AmqpConnection connection;
    private final int number;
    private final CounterBlock counters;
    private final TotalCounters totals;

    /** Null unless pairs are counted. */
    private final ChannelPairs pairs;

    private final ChannelWait waiting;
    private final PublishHandler publishing;
    private final Deliveries deliveries;
    private final SettleHandler settling;
    private final ConsumeHandler consuming;
    private final QueueHandler queues;
    private final ExchangeHandler exchanges;
    private final TxHandler transactions;
    private State state = State.OPEN;
    private int classId;
    private int methodId;

    Channel(AmqpConnection connection, int number) {
        this.connection = connection;
        this.number = number;
        ConnectionServices services = connection.services();
        this.counters = services.vhosts().counters(connection.shard()).allocate();
        this.totals = connection.vhost().counters().totals(connection.shard());
        this.pairs = ChannelPairs.on(connection);
        this.waiting = new ChannelWait(this);
        this.deliveries = new Deliveries(this);
        this.transactions = new TxHandler(this);
        this.publishing = new PublishHandler(this, transactions);
        this.settling = new SettleHandler(this, deliveries, transactions);
        this.consuming = new ConsumeHandler(this, deliveries);
        this.queues = new QueueHandler(this);
        this.exchanges = new ExchangeHandler(this);
        services.churn().count(Churn.CHANNEL_CREATED);
        connection.publish(EventType.CHANNEL_CREATED, "channel " + number, ChannelEvents.created(this));
    }

    // ---- frames

    void frame(int type, ByteBuf buffer, int offset, int size) throws AmqpException {
        FrameType.check(type, buffer, offset, size);
        if (state == State.CLOSING) {
            whileClosing(type, buffer, offset, size);
        } else if (waiting.holdsFrames()) {
            waiting.keep(type, buffer, offset, size);
        } else if (state == State.OPEN) {
            process(type, buffer, offset, size);
        }
    }

    /** Our close is out: all but a close, the client's own or its answer, is dropped. */
    void whileClosing(int type, ByteBuf buffer, int offset, int size) throws AmqpException {
        if (type != Frames.METHOD) {
            return;
        }
        Method method = MethodDecoder.decode(buffer, offset, size);
        if (method instanceof ChannelMethod.Close) {
            send(new ChannelMethod.CloseOk());
        } else if (method instanceof ChannelMethod.CloseOk) {
            state = State.CLOSED;
            connection.channels().remove(this);
        }
    }

    /** Serves a frame whose turn has come. */
    void process(int type, ByteBuf buffer, int offset, int size) throws AmqpException {
        try {
            switch (type) {
                case Frames.METHOD -> method(buffer, offset, size);
                case Frames.HEADER -> publishing.header(buffer, offset, size);
                default -> publishing.body(buffer, offset, size);
            }
        } catch (AmqpException e) {
            fail(e.causedBy(classId, methodId));
        }
    }

    private void method(ByteBuf buffer, int offset, int size) throws AmqpException {
        publishing.requireNoContentPending();
        int key = size < 4 ? 0 : MethodDecoder.key(buffer, offset);
        classId = key >>> 16;
        methodId = key & 0xffff;
        if (key == MethodDecoder.BASIC_PUBLISH) {
            publishing.method(buffer, offset + 4, size - 4);
            return;
        }
        if (key == MethodDecoder.BASIC_ACK && size == ACK_BYTES) {
            settling.ack(buffer.getLong(offset + 4), (buffer.getByte(offset + 12) & 1) != 0);
            return;
        }
        Method method = MethodDecoder.decode(buffer, offset, size);
        if (method instanceof BasicMethod basic) {
            basic(basic);
        } else if (method instanceof QueueMethod queue) {
            queues.handle(queue);
        } else if (method instanceof ExchangeMethod exchange) {
            exchanges.handle(exchange);
        } else if (method instanceof TxMethod tx) {
            transactions.handle(tx);
        } else if (method instanceof ConfirmMethod.Select select) {
            publishing.select(select);
        } else if (method instanceof ChannelMethod channel) {
            channel(channel);
        } else if (method instanceof AccessMethod.Request) {
            send(new AccessMethod.RequestOk(1));
        } else {
            throw unexpected();
        }
    }

    private void basic(BasicMethod method) throws AmqpException {
        if (!settling.handle(method) && !consuming.handle(method)) {
            throw unexpected();
        }
    }

    /** A method that only a server sends, or one of channel 0. */
    private static AmqpException unexpected() {
        return new AmqpException(ReplyCode.COMMAND_INVALID, "unimplemented method");
    }

    private void channel(ChannelMethod method) throws AmqpException {
        if (method instanceof ChannelMethod.Close) {
            closedByClient();
        } else if (method instanceof ChannelMethod.Open) {
            throw new AmqpException(ReplyCode.CHANNEL_ERROR, "second 'channel.open' seen");
        } else if (method instanceof ChannelMethod.Flow flow) {
            if (!flow.active()) {
                throw new AmqpException(ReplyCode.NOT_IMPLEMENTED, "active=false");
            }
            send(new ChannelMethod.FlowOk(true));
        } else {
            throw unexpected();
        }
    }

    // ---- the end

    /** Refuses: closes the channel, or passes on what ends the connection. */
    private void fail(AmqpException cause) throws AmqpException {
        if (cause.endsConnection()) {
            throw cause;
        }
        LOG.warn("{} ({}): closing the channel: {}", connection.transport().name(), number, cause.replyText());
        send(new ChannelMethod.Close(cause.code().code(), cause.replyText(), cause.classId(), cause.methodId()));
        state = State.CLOSING;
        giveBack();
        waiting.dropWhileClosing();
    }

    /** Refuses a method whose answer was waited for: what came about outside a frame of this channel. */
    void failLater(AmqpException cause) {
        try {
            fail(cause.causedBy(classId, methodId));
        } catch (AmqpException e) {
            connection.failed(e);
        }
    }

    /** A message was held for too long without being acknowledged; no method of the client's is the cause. */
    void timedOut(long timeoutMs) {
        if (state != State.OPEN) {
            return;
        }
        try {
            fail(new AmqpException(
                    ReplyCode.PRECONDITION_FAILED,
                    "delivery acknowledgement on channel " + number + " timed out. Timeout value used: " + timeoutMs
                            + " ms. This timeout value can be configured, see consumers doc guide to learn more"));
        } catch (AmqpException e) {
            connection.failed(e);
        }
    }

    private void closedByClient() {
        release();
        connection.services().shards().barrier(connection.shard(), () -> {
            connection.channels().remove(this);
            send(new ChannelMethod.CloseOk());
        });
    }

    /** Gives back everything the channel holds; nothing comes from it afterwards. */
    void release() {
        if (state != State.OPEN) {
            return;
        }
        state = State.CLOSED;
        waiting.clear();
        giveBack();
    }

    private void giveBack() {
        int consumers = deliveries.consumerCount();
        publishing.release();
        transactions.release();
        deliveries.release();
        ConnectionServices services = connection.services();
        services.vhosts().counters(connection.shard()).release(counters);
        services.churn().count(Churn.CHANNEL_CLOSED);
        connection.publish(EventType.CHANNEL_CLOSED, "channel " + number, ChannelEvents.closed(this, consumers));
    }

    // ---- what handlers need

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether our close is out and its answer is not in. */
    boolean isClosing() {
        return state == State.CLOSING;
    }

    int number() {
        return number;
    }

    AmqpConnection connection() {
        return connection;
    }

    BrokerShard shard() {
        return connection.shard();
    }

    VirtualHost vhost() {
        return connection.vhost();
    }

    Actor actor() {
        return connection.actor();
    }

    /** Whom the firehose names. */
    Firehose.Client traced() {
        return new Firehose.Client(
                connection.shard(),
                connection.transport().name(),
                number,
                connection.identity().user(),
                connection.backPressure()::slowDownFor);
    }

    ConnectionAccess access() {
        return connection.access();
    }

    CounterBlock counters() {
        return counters;
    }

    /** What all channels of the virtual host on this shard have done. */
    TotalCounters totals() {
        return totals;
    }

    /** What it did with each exchange and queue; null, as long as the node runs, if that is not counted. */
    ChannelPairs pairs() {
        return pairs;
    }

    ChannelWait waiting() {
        return waiting;
    }

    Deliveries deliveries() {
        return deliveries;
    }

    SettleHandler settling() {
        return settling;
    }

    QueueHandler queues() {
        return queues;
    }

    PublishHandler publishing() {
        return publishing;
    }

    ConsumeHandler consuming() {
        return consuming;
    }

    TxHandler transactions() {
        return transactions;
    }

    void send(Method method) {
        connection.outbound().method(number, method);
    }
}
