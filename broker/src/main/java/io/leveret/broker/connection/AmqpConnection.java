package io.leveret.broker.connection;

import io.leveret.broker.access.Users;
import io.leveret.broker.connection.ConnectionState.Phase;
import io.leveret.broker.counters.ChurnCounters.Churn;
import io.leveret.broker.counters.TrafficCounters;
import io.leveret.broker.events.Event;
import io.leveret.broker.events.EventHeaders;
import io.leveret.broker.events.EventType;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.vhost.Actor;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.codec.AmqpException;
import io.leveret.codec.ConnectionMethod;
import io.leveret.codec.FrameDecoder;
import io.leveret.codec.FrameErrors;
import io.leveret.codec.FrameSink;
import io.leveret.codec.Frames;
import io.leveret.codec.Method;
import io.leveret.codec.MethodDecoder;
import io.leveret.codec.ReplyCode;
import io.netty.buffer.ByteBuf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One AMQP connection: takes bytes and gives frames to the handshake, to channel 0 or to their channels. How it ends is
 * with {@link ConnectionState}.
 *
 * <p>All methods on the connection's shard, within a turn.
 */
public final class AmqpConnection implements FrameSink {
    private static final Logger LOG = LoggerFactory.getLogger(AmqpConnection.class);

    private final BrokerShard shard;
    private final Transport transport;
    private final ConnectionServices services;
    private final TrafficCounters traffic;
    private final Outbound outbound;
    private final FrameDecoder decoder;
    private final Handshake handshake;
    private final HeldDeliveries held;
    private final TransactionBudget transactionBudget;
    private final Channels channels;
    private final ReadingPauses pauses;
    private final BackPressure backPressure;
    private final AlarmBlock alarmBlock;
    private final ConnectionState state;
    private Heartbeats heartbeats;
    private ConnectionIdentity identity;
    private ConnectionAccess access;
    private long lastReceivedMs;
    private long number;

    public AmqpConnection(BrokerShard shard, Transport transport, ConnectionServices services) {
        this.shard = shard;
        this.transport = transport;
        this.services = services;
        this.traffic = new TrafficCounters(services.vhosts().counters(shard).traffic());
        this.outbound = new Outbound(shard, transport, traffic);
        this.decoder = new FrameDecoder(services.settings().initialFrameMaxBytes());
        this.handshake = new Handshake(this, services);
        this.held = new HeldDeliveries(outbound);
        this.transactionBudget = new TransactionBudget(services.settings().uncommittedBytesPerConnection());
        this.channels = new Channels(this);
        this.pauses = new ReadingPauses(shard, transport, services.settings().parkedBytesPerConnection());
        this.backPressure =
                new BackPressure(shard, outbound, pauses, services.settings().unconfirmedBytesPerConnection());
        this.alarmBlock = new AlarmBlock(this, services.alarms().on(shard));
        this.state = new ConnectionState(this);
        this.outbound.whenFull(new SendTimeout(this, services.settings().sendTimeoutMs())::watch);
        this.lastReceivedMs = shard.nowMs();
    }

    /** What it is called by, before anything is told of it. */
    void number(long given) {
        number = given;
    }

    /** What RabbitMQ calls it: {@code host:port -> host:port}, the client's end first. Any thread. */
    public String name() {
        return transport.name();
    }

    /** Never used again by this process; 0 before it is known. */
    long number() {
        return number;
    }

    /** The socket is there: starts the clock of the handshake. */
    public void accepted() {
        services.churn().count(Churn.CONNECTION_CREATED);
        if (services.settings().handshakeTimeoutMs() == ConnectionSettings.NEVER_MS) {
            return;
        }
        state.after(services.settings().handshakeTimeoutMs(), () -> {
            if (state.phase() == Phase.HANDSHAKE) {
                LOG.warn("{}: handshake timeout", transport.name());
                state.finish();
            }
        });
    }

    /**
     * Opens it for a user who was let in elsewhere, in place of a handshake: the client is the node itself, which sends
     * frames from now on. It wants to be told of alarms.
     *
     * @throws AmqpException the virtual host is not there, or the user may not enter it; nothing is open then
     */
    public void admit(String user, String vhost) throws AmqpException {
        handshake.admit(user, vhost);
    }

    // ---- what comes in

    /** Takes a read burst; the caller keeps the buffer. */
    public void received(ByteBuf bytes) {
        traffic.received(bytes.readableBytes());
        lastReceivedMs = shard.nowMs();
        if (state.isDeaf() || state.phase() == Phase.CLOSED) {
            bytes.skipBytes(bytes.readableBytes());
            return;
        }
        if (alarmBlock.isFull()) {
            bytes.skipBytes(bytes.readableBytes());
            state.drop();
            return;
        }
        try {
            if (!handshake.hasHeader() && !handshake.header(bytes)) {
                return;
            }
            decoder.decode(bytes, this);
        } catch (AmqpException e) {
            outOfStep(e);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(RuntimeException cause) {
        LOG.error("{}: a frame could not be handled", transport.name(), cause);
        refuse(new AmqpException(ReplyCode.INTERNAL_ERROR, "internal error"));
    }

    /** A frame of an earlier burst, whose turn has come. */
    void keptFrame(int type, int channel, ByteBuf payload) {
        try {
            serve(type, channel, payload, 0, payload.readableBytes());
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void frame(int type, int channel, ByteBuf buffer, int offset, int size) {
        if (alarmBlock.holdsFrames()) {
            alarmBlock.keep(type, channel, buffer, offset, size);
        } else {
            serve(type, channel, buffer, offset, size);
        }
    }

    private void serve(int type, int channel, ByteBuf buffer, int offset, int size) {
        if (state.isDeaf()) {
            return;
        }
        try {
            switch (state.phase()) {
                case OPEN -> {
                    if (channel != 0) {
                        channels.frame(type, channel, buffer, offset, size);
                        if (type != Frames.METHOD) {
                            alarmBlock.contentServed();
                        }
                    } else {
                        zero(type, buffer, offset, size);
                    }
                }
                case HANDSHAKE -> {
                    if (channel != 0) {
                        throw FrameErrors.unexpectedFrame(type, buffer, offset, size);
                    }
                    zero(type, buffer, offset, size);
                }
                case CLOSING -> {
                    if (channel == 0 && type == Frames.METHOD) {
                        whileClosing(MethodDecoder.decode(buffer, offset, size));
                    }
                }
                default -> {
                    // Nothing is heard any more.
                }
            }
        } catch (AmqpException e) {
            refuse(e);
        }
    }

    /**
     * The bytes are no frames, or larger than agreed: nothing that follows can be trusted, so the client is told and
     * gets three seconds to read it.
     */
    private void outOfStep(AmqpException cause) {
        refuse(cause);
        state.dropLater();
    }

    /** Frames of channel 0. */
    private void zero(int type, ByteBuf buffer, int offset, int size) throws AmqpException {
        if (type == Frames.HEARTBEAT && size == 0) {
            return;
        }
        if (type == Frames.HEARTBEAT || type < Frames.METHOD || type > Frames.BODY) {
            throw FrameErrors.unknownFrame(type, buffer, offset, size);
        }
        if (type != Frames.METHOD) {
            throw FrameErrors.unexpectedFrame(type, buffer, offset, size);
        }
        Method method = MethodDecoder.decode(buffer, offset, size);
        if (state.phase() == Phase.HANDSHAKE) {
            handshake.method(method);
        } else if (method instanceof ConnectionMethod.Close) {
            state.closeAsked();
        } else if (method instanceof ConnectionMethod.CloseOk) {
            state.finish();
        } else if (method instanceof ConnectionMethod.UpdateSecret) {
            updateSecret(method);
        } else {
            throw new AmqpException(ReplyCode.CHANNEL_ERROR, "unexpected method in connection state running")
                    .causedBy(method.classId(), method.methodId());
        }
    }

    /**
     * A user database has no use for a new secret and takes any, as RabbitMQ's does; but it is the moment at which a
     * client asks to be seen as it is now. Later versions of RabbitMQ look again at the virtual host, the tags and the
     * consumers, too.
     */
    private void updateSecret(Method method) throws AmqpException {
        try {
            access.requireVhost();
        } catch (AmqpException e) {
            throw e.endingConnection().causedBy(method.classId(), method.methodId());
        }
        identity = identity.withImpersonator(services.users().hasTag(identity.user(), Users.IMPERSONATOR));
        outbound.method(0, new ConnectionMethod.UpdateSecretOk());
        channels.cancelUnpermitted();
    }

    /** A user's permissions have changed: its consumers that may not read their queue any more are cancelled. */
    void permissionsChanged(String user) {
        if (state.isOpen() && identity.user().equals(user)) {
            channels.cancelUnpermitted();
        }
    }

    private void whileClosing(Method method) {
        if (method instanceof ConnectionMethod.Close) {
            outbound.method(0, new ConnectionMethod.CloseOk());
        } else if (method instanceof ConnectionMethod.CloseOk) {
            state.finish();
        }
    }

    // ---- the life of it

    /** The handshake is through. */
    void opened(ConnectionIdentity opened) {
        identity = opened;
        access = new ConnectionAccess(services.permissions(), opened);
        state.opened();
        channels.limit(opened.channelMax());
    }

    /** Tuning is through: frames and heartbeats are as agreed. */
    void tuned(int frameMaxBytes, int heartbeatSeconds) {
        decoder.maxFrameSize(frameMaxBytes);
        outbound.frameMaxBytes(frameMaxBytes);
        heartbeats = new Heartbeats(shard, this, heartbeatSeconds);
        heartbeats.start();
    }

    private void refuse(AmqpException cause) {
        if (state.phase() == Phase.HANDSHAKE) {
            handshake.refused(cause);
        } else if (state.isOpen()) {
            LOG.warn("{}: closing: {}", transport.name(), cause.replyText());
            state.closeWith(cause.code().code(), cause);
        }
    }

    /** The node stops: tells the client so (320), as RabbitMQ does. */
    public void shutdown() {
        state.forced("broker forced connection closure with reason 'shutdown'");
    }

    /** Somebody wants it closed: tells the client why (320). */
    public void forceClosed(String reason) {
        state.forced(reason);
    }

    /** The socket is gone, by whoever's doing. */
    public void transportClosed() {
        decoder.release();
        state.transportClosed();
        services.churn().count(Churn.CONNECTION_CLOSED);
        if (identity != null) {
            publish(EventType.CONNECTION_CLOSED, "", new ConnectionEvents(this).closed());
        }
    }

    /**
     * The end has begun: gives back all that channels hold and deletes exclusive queues. The client is read on, to hear
     * its answer.
     */
    void giveBack() {
        pauses.end();
        alarmBlock.end();
        if (heartbeats != null) {
            heartbeats.stop();
        }
        channels.releaseAll();
        if (identity != null) {
            services.counts().connectionGone(identity.vhost().name(), identity.user());
        }
        held.forget();
    }

    // ---- what channels need

    /** What goes over it; readable by anyone. */
    public TrafficCounters traffic() {
        return traffic;
    }

    /** Bytes, roughly, that wait for the client to read them; readable by anyone. */
    public long unsentBytes() {
        return transport.unsentBytes();
    }

    /** Whether it has opened this virtual host, or is just about to. On its shard. */
    public boolean isIn(VirtualHost vhost) {
        return identity != null && identity.vhost() == vhost;
    }

    /** Whether it alone may use a queue. Any thread. */
    public boolean owns(BrokerQueue queue) {
        return queue.exclusiveOwner() == channels;
    }

    Handshake handshake() {
        return handshake;
    }

    boolean isHeldByAlarm() {
        return alarmBlock.holdsFrames();
    }

    BrokerShard shard() {
        return shard;
    }

    Transport transport() {
        return transport;
    }

    ConnectionServices services() {
        return services;
    }

    ConnectionIdentity identity() {
        return identity;
    }

    /** What its user may do; null before it is open. */
    ConnectionAccess access() {
        return access;
    }

    VirtualHost vhost() {
        return identity.vhost();
    }

    Actor actor() {
        return identity.actor();
    }

    Outbound outbound() {
        return outbound;
    }

    ReadingPauses pauses() {
        return pauses;
    }

    TransactionBudget transactionBudget() {
        return transactionBudget;
    }

    HeldDeliveries held() {
        return held;
    }

    BackPressure backPressure() {
        return backPressure;
    }

    ConnectionState state() {
        return state;
    }

    Channels channels() {
        return channels;
    }

    /** When the last byte came, or the socket was read again after a pause, by the shard's clock. */
    long lastReceivedMs() {
        return Math.max(lastReceivedMs, pauses.resumedAtMs());
    }

    /** A refusal that came about outside a read burst: closes the connection. */
    void failed(AmqpException cause) {
        refuse(cause);
    }

    /** The transport can take more: consumers that were stopped go on. */
    public void writable() {
        if (!transport.isWritable()) {
            return; // it was, but has been written to meanwhile
        }
        outbound.writable();
        if (held.release()) {
            channels.resumeDeliveries();
        }
        if (backPressure.hasRead()) {
            channels.unparkAll();
        }
    }

    void publish(EventType type, String details, EventHeaders headers) {
        services.events()
                .publish(new Event(
                        type,
                        identity == null ? "" : identity.vhost().name(),
                        transport.name(),
                        identity == null ? "" : identity.user(),
                        transport.name(),
                        shard.nowMs(),
                        details,
                        headers));
    }
}
