package io.leveret.broker.connection;

import io.leveret.broker.events.EventHeaders;
import io.leveret.broker.events.EventTable;
import io.leveret.broker.tls.TlsPeer;
import io.leveret.codec.FieldTable;
import java.util.List;
import java.util.Locale;

/** What events tell of a connection; taken down on its shard. */
final class ConnectionEvents {
    private static final String PROTOCOL = "{0,9,1}";
    private static final String TYPE = "network";
    private static final String REFUSED = " login refused: ";
    private static final List<String> OF_TLS = List.of(
            "peer_cert_issuer",
            "peer_cert_subject",
            "peer_cert_validity",
            "ssl_cipher",
            "ssl_hash",
            "ssl_key_exchange",
            "ssl_protocol");

    private final AmqpConnection connection;
    private final Handshake handshake;
    private final String name;
    private final TlsPeer tls;

    ConnectionEvents(AmqpConnection connection) {
        this.connection = connection;
        this.handshake = connection.handshake();
        this.name = connection.transport().name();
        this.tls = connection.transport().tls();
    }

    EventHeaders created() {
        String mechanism = handshake.mechanism();
        long channelMax = handshake.channelMax();
        long frameMax = handshake.frameMaxBytes();
        long timeout = handshake.heartbeatSeconds();
        long connectedAtMs = connection.shard().nowMs();
        String user = handshake.user();
        EventHeaders both = both();
        return table -> {
            both.writeTo(table);
            common(table)
                    .text("auth_mechanism", mechanism)
                    .number("channel_max", channelMax)
                    .number("connected_at", connectedAtMs)
                    .number("frame_max", frameMax)
                    .number("timeout", timeout)
                    .text("type", TYPE)
                    .text("user", user);
            OF_TLS.forEach(header -> table.text(header, ""));
            if (tls != null) {
                table.text("ssl_protocol", tls.protocol().toLowerCase(Locale.ROOT));
            }
        };
    }

    EventHeaders closed() {
        return both();
    }

    private EventHeaders both() {
        FieldTable properties = handshake.clientProperties();
        String given = properties.string("connection_name");
        long number = connection.number();
        return table -> {
            table.table("client_properties", properties)
                    .text("name", name)
                    .text("node", table.node())
                    .connection("pid", number);
            if (given != null) {
                table.text("user_provided_name", given);
            }
        };
    }

    EventHeaders authenticated(String user) {
        String mechanism = handshake.mechanism();
        return table -> common(table)
                .without("port")
                .text("auth_mechanism", mechanism)
                .text("connection_name", name)
                .text("connection_type", TYPE)
                .text("name", user);
    }

    /** RabbitMQ tells the reason without the words before it, which its log has too. */
    EventHeaders refused(String user, String logText) {
        EventHeaders attempt = authenticated(user);
        String why = logText.substring(logText.indexOf(REFUSED) < 0 ? 0 : logText.indexOf(REFUSED) + REFUSED.length());
        return table -> {
            attempt.writeTo(table);
            table.characters("error", why);
        };
    }

    private EventTable common(EventTable table) {
        return table.ends(name).text("protocol", PROTOCOL).flag("ssl", tls != null);
    }
}
