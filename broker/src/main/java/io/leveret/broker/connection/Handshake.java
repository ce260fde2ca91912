package io.leveret.broker.connection;

import io.leveret.broker.access.Login;
import io.leveret.broker.access.Peer;
import io.leveret.broker.access.Users;
import io.leveret.broker.events.EventType;
import io.leveret.broker.vhost.Actor;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.codec.AmqpException;
import io.leveret.codec.ConnectionMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.Method;
import io.leveret.codec.ProtocolHeader;
import io.leveret.codec.ReplyCode;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the protocol header to {@code connection.open-ok} (specification section 2.2.4), with RabbitMQ's refusals: who
 * fails before login hears nothing and waits three seconds, who can understand an answer gets one.
 */
final class Handshake {
    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

    private enum Step {
        HEADER("pre_init"),
        START_SENT("starting"),
        TUNE_SENT("tuning"),
        TUNED("opening"),
        DONE("running");

        /** RabbitMQ's name for the state, which stands in a reply text. */
        private final String rabbitName;

        Step(String rabbitName) {
            this.rabbitName = rabbitName;
        }
    }

    private final AmqpConnection connection;
    private final ConnectionServices services;
    private final byte[] header = new byte[ProtocolHeader.SIZE];
    private int headerBytes;
    private Step step = Step.HEADER;
    private String user;
    private boolean impersonator;
    private String clientName;
    private String mechanism = "";
    private FieldTable clientProperties = FieldTable.EMPTY;
    private int offeredChannelMax;
    private int heartbeatSeconds;
    private FieldTable capabilities = FieldTable.EMPTY;
    private int channelMax;
    private int frameMaxBytes;

    Handshake(AmqpConnection connection, ConnectionServices services) {
        this.connection = connection;
        this.services = services;
    }

    boolean hasHeader() {
        return step != Step.HEADER;
    }

    /** RabbitMQ's word for how far it is. */
    String state() {
        return step.rabbitName;
    }

    /** Who logged in, or "". */
    String user() {
        return user == null ? "" : user;
    }

    String mechanism() {
        return mechanism;
    }

    FieldTable clientProperties() {
        return clientProperties;
    }

    int channelMax() {
        return channelMax;
    }

    int frameMaxBytes() {
        return frameMaxBytes;
    }

    int heartbeatSeconds() {
        return heartbeatSeconds;
    }

    /** Takes bytes of the protocol header; true once it is whole and ours. A wrong one is answered with ours. */
    boolean header(ByteBuf bytes) {
        int taken = Math.min(bytes.readableBytes(), header.length - headerBytes);
        bytes.readBytes(header, headerBytes, taken);
        headerBytes += taken;
        if (headerBytes < header.length) {
            return false;
        }
        if (!ProtocolHeader.accepts(header)) {
            LOG.warn(
                    "{}: closing: {} where the protocol header of AMQP 0-9-1 was expected",
                    connection.transport().name(),
                    describe(header));
            bytes.skipBytes(bytes.readableBytes());
            connection.outbound().protocolHeader();
            connection.state().finish();
            return false;
        }
        step = Step.START_SENT;
        connection
                .outbound()
                .method(
                        0,
                        new ConnectionMethod.Start(
                                0,
                                9,
                                services.serverProperties().get(),
                                services.authenticator().mechanisms(peer()),
                                "en_US"));
        return true;
    }

    private Peer peer() {
        return new Peer(
                connection.transport().remoteAddress(), connection.transport().tls());
    }

    /** What a client seems to speak that began with these eight bytes, for the log. */
    private static String describe(byte[] header) {
        String text = new String(header, StandardCharsets.ISO_8859_1);
        if (text.startsWith("GET ") || text.startsWith("POST ") || text.startsWith("HEAD ")) {
            return "an HTTP request";
        }
        if (header[0] == 0x16 && header[1] == 3) {
            return "a TLS handshake";
        }
        return text.startsWith("AMQP") ? "another version of AMQP" : "something else";
    }

    void method(Method method) throws AmqpException {
        if (step == Step.START_SENT && method instanceof ConnectionMethod.StartOk startOk) {
            startOk(startOk);
        } else if (step == Step.TUNE_SENT && method instanceof ConnectionMethod.TuneOk tuneOk) {
            tuneOk(tuneOk);
        } else if (step == Step.TUNED && method instanceof ConnectionMethod.Open open) {
            open(open);
        } else {
            throw new AmqpException(ReplyCode.CHANNEL_ERROR, "unexpected method in connection state " + step.rabbitName)
                    .causedBy(method.classId(), method.methodId());
        }
    }

    private void startOk(ConnectionMethod.StartOk startOk) throws AmqpException {
        mechanism = startOk.mechanism();
        clientProperties = startOk.clientProperties();
        clientName = startOk.clientProperties().string("connection_name");
        FieldTable offered = startOk.clientProperties().table("capabilities");
        capabilities = offered == null ? FieldTable.EMPTY : offered;
        Login login = services.authenticator().authenticate(startOk.mechanism(), startOk.response(), peer());
        if (login instanceof Login.Refused refused) {
            connection.publish(
                    EventType.USER_AUTHENTICATION_FAILURE,
                    refused.logText(),
                    new ConnectionEvents(connection).refused(refused.userName(), refused.logText()));
            throw refused.answer();
        } else if (login instanceof Login.Malformed malformed) {
            connection.publish(
                    EventType.USER_AUTHENTICATION_FAILURE,
                    malformed.logText(),
                    new ConnectionEvents(connection).refused("", malformed.logText()));
            throw malformed.cause();
        } else if (login instanceof Login.Accepted accepted) {
            user = accepted.user().name();
            impersonator = accepted.user().tags().contains(Users.IMPERSONATOR);
            connection.publish(
                    EventType.USER_AUTHENTICATION_SUCCESS,
                    "user '" + user + "'",
                    new ConnectionEvents(connection).authenticated(user));
        }
        step = Step.TUNE_SENT;
        ConnectionSettings settings = services.settings();
        offeredChannelMax = services.runtime().channelMax();
        connection
                .outbound()
                .method(
                        0,
                        new ConnectionMethod.Tune(
                                offeredChannelMax, settings.frameMaxBytes(), settings.heartbeatSeconds()));
    }

    private void tuneOk(ConnectionMethod.TuneOk tuneOk) throws AmqpException {
        ConnectionSettings settings = services.settings();
        negotiate("frame_max", ConnectionSettings.FRAME_MIN_BYTES, settings.frameMaxBytes(), tuneOk.frameMax());
        negotiate("channel_max", 1, offeredChannelMax, tuneOk.channelMax());
        frameMaxBytes = (int) Math.min(Integer.MAX_VALUE, tuneOk.frameMax());
        channelMax = tuneOk.channelMax();
        heartbeatSeconds = tuneOk.heartbeatSeconds();
        step = Step.TUNED;
        connection.tuned(frameMaxBytes, tuneOk.heartbeatSeconds());
    }

    /** RabbitMQ's rule: not below what works, and not above what was offered, where 0 means no limit. */
    private static void negotiate(String field, long min, long offered, long wanted) throws AmqpException {
        if (wanted != 0 && wanted < min) {
            throw new AmqpException(
                            ReplyCode.NOT_ALLOWED,
                            "negotiated " + field + " = " + wanted + " is lower than the minimum allowed value (" + min
                                    + ")")
                    .causedBy(10, 31);
        }
        if (offered != 0 && (wanted == 0 || wanted > offered)) {
            throw new AmqpException(
                            ReplyCode.NOT_ALLOWED,
                            "negotiated " + field + " = " + wanted + " is higher than the maximum allowed value ("
                                    + offered + ")")
                    .causedBy(10, 31);
        }
    }

    private void open(ConnectionMethod.Open open) throws AmqpException {
        String name = open.virtualHost();
        VirtualHost vhost = services.vhosts().get(name);
        if (vhost == null) {
            throw new AmqpException(ReplyCode.NOT_ALLOWED, "vhost " + name + " not found").causedBy(10, 40);
        }
        try {
            services.counts().connectionOpens(name, user);
        } catch (AmqpException e) {
            throw e.causedBy(10, 40);
        }
        if (!services.permissions().hasVhost(user, name)) {
            services.counts().connectionGone(name, user);
            throw ConnectionAccess.vhostRefused(name, user).causedBy(10, 40);
        }
        step = Step.DONE;
        boolean cancelNotify = Boolean.TRUE.equals(capabilities.bool("consumer_cancel_notify"));
        boolean blockedNotify = Boolean.TRUE.equals(capabilities.bool("connection.blocked"));
        Actor actor = new Actor(user, connection.transport().name());
        connection.opened(new ConnectionIdentity(
                user, impersonator, vhost, actor, channelMax, frameMaxBytes, cancelNotify, blockedNotify));
        connection.publish(
                EventType.CONNECTION_CREATED,
                clientName == null ? "" : "client '" + clientName + "'",
                new ConnectionEvents(connection).created());
        connection.outbound().method(0, new ConnectionMethod.OpenOk());
    }

    /** The client is the node itself, for a user who was let in elsewhere: there is nobody to shake hands with. */
    void admit(String name, String vhostName) throws AmqpException {
        VirtualHost vhost = services.vhosts().get(vhostName);
        if (vhost == null) {
            throw new AmqpException(ReplyCode.NOT_ALLOWED, "vhost " + vhostName + " not found");
        }
        if (!services.permissions().hasVhost(name, vhostName)) {
            throw ConnectionAccess.vhostRefused(vhostName, name);
        }
        services.counts().connectionOpens(vhostName, name);
        user = name;
        impersonator = services.users().hasTag(name, Users.IMPERSONATOR);
        frameMaxBytes = services.settings().frameMaxBytes();
        step = Step.DONE;
        connection.tuned(frameMaxBytes, 0);
        Actor actor = new Actor(user, connection.transport().name());
        connection.opened(new ConnectionIdentity(user, impersonator, vhost, actor, 0, frameMaxBytes, true, true));
    }

    /** Something was refused before the connection was open. */
    void refused(AmqpException cause) {
        boolean login = step == Step.START_SENT && cause.code() == ReplyCode.ACCESS_REFUSED;
        if (!login) {
            LOG.warn("{}: handshake refused: {}", connection.transport().name(), cause.replyText());
        }
        if (login && !Boolean.TRUE.equals(capabilities.bool("authentication_failure_close"))) {
            connection.state().dropLater();
        } else if (login || step == Step.TUNED) {
            connection.state().closeWith(cause.code().code(), cause);
        } else {
            connection.state().dropLater();
        }
    }
}
