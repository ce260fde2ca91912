package io.leveret.management.admin;

import io.leveret.codec.FieldTable;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Connections and channels, asked of their shards. */
public interface ConnectionsAdmin {
    /** One end of a socket. */
    record Peer(String host, int port) {
        private static final String ARROW = " -> ";

        /** The client's end, by the name of its connection. */
        public static Peer client(String connectionName) {
            return parse(connectionName.substring(0, Math.max(0, connectionName.indexOf(ARROW))));
        }

        /** The broker's end, by the name of a connection. */
        public static Peer server(String connectionName) {
            int arrow = connectionName.indexOf(ARROW);
            return parse(connectionName.substring(arrow < 0 ? 0 : arrow + ARROW.length()));
        }

        private static Peer parse(String text) {
            int colon = text.lastIndexOf(':');
            if (colon < 0) {
                return new Peer(text, 0);
            }
            try {
                return new Peer(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
            } catch (NumberFormatException noPort) {
                return new Peer(text, 0);
            }
        }
    }

    /** Bytes and times that a socket was read and written, and bytes that wait for the client. */
    record Traffic(long receivedBytes, long reads, long sentBytes, long writes, long waitingBytes) {}

    /** Who logged in, how, and where to. */
    record Session(String user, String vhost, String mechanism, FieldTable clientProperties) {}

    /** What was agreed. */
    record Agreement(int channelMax, int frameMax, int heartbeatSeconds) {}

    /**
     * What TLS has agreed on. Names are as RabbitMQ writes them, "" for what is not known.
     *
     * @param protocol such as {@code tlsv1.3}
     * @param subject of the client's certificate
     * @param validity of it
     */
    record Tls(
            String protocol,
            String cipher,
            String keyExchange,
            String hash,
            String subject,
            String issuer,
            String validity) {}

    /**
     * A connection.
     *
     * @param id of RabbitMQ's form {@code <node.creation.number.0>}
     * @param name {@code host:port -> host:port}
     * @param state RabbitMQ's word: starting, tuning, opening, running, blocked, closing, closed
     * @param tls null in the clear
     */
    record ConnectionDetails(
            String id,
            String name,
            Peer client,
            Peer server,
            String state,
            long connectedAtMs,
            int channels,
            Session session,
            Agreement agreement,
            Traffic traffic,
            Tls tls) {}

    /** A channel; {@code prefetch} is that of consumers to come, {@code globalPrefetch} that of the channel. */
    record ChannelDetails(
            String id,
            String connectionId,
            String connectionName,
            int number,
            String user,
            String vhost,
            boolean transactional,
            boolean confirm,
            int consumers,
            long unacked,
            long unconfirmed,
            long uncommittedMessages,
            long uncommittedAcks,
            int prefetch,
            int globalPrefetch,
            Peer client) {
        /** What RabbitMQ calls it. */
        public String name() {
            return channelName(connectionName, number);
        }
    }

    /** What RabbitMQ calls a channel: the connection's name with the number behind it. */
    static String channelName(String connectionName, int number) {
        return connectionName + " (" + number + ")";
    }

    /** All connections whose sockets are open, by id. */
    List<ConnectionDetails> connections() throws AdminException;

    /**
     * Some of them, by key: only their shards are asked, for no others. Those whose sockets are gone are left out.
     *
     * @param keys as {@link FiguresAdmin.ConnectionFigures#key}
     */
    Map<Object, ConnectionDetails> connections(Collection<Object> keys) throws AdminException;

    /** All channels. */
    List<ChannelDetails> channels() throws AdminException;

    /**
     * Closes a connection with 320 and the reason as its text.
     *
     * @throws AdminException there is no connection of this id
     */
    void close(String id, String reason) throws AdminException;

    /**
     * Closes all connections that are open, in a virtual host and of a user if these are not null.
     *
     * @param limit most that are closed, 0 for all
     * @return how many
     */
    int closeAll(String vhost, String user, int limit, String reason) throws AdminException;
}
