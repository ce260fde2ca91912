package io.leveret.broker.connection;

import io.leveret.broker.access.Right;
import io.leveret.broker.arguments.QueueArgument;
import io.leveret.broker.deadletter.RoutingNotes;
import io.leveret.broker.vhost.CachedRoute;
import io.leveret.broker.vhost.Destinations;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.MessageProperties;
import io.leveret.codec.ReplyCode;
import io.leveret.exchange.Headers;
import io.leveret.exchange.RoutingKeys;
import io.leveret.queue.Message;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is looked at when a message has a user id, an expiration, a reply address or headers: the claims it makes, and
 * where else it goes (sender-selected distribution by the headers CC and BCC).
 */
final class PublishChecks implements Headers {
    /** Properties for which a message comes here. */
    static final int FLAGS = MessageProperties.USER_ID
            | MessageProperties.EXPIRATION
            | MessageProperties.REPLY_TO
            | MessageProperties.HEADERS;

    private static final String CC = "CC";
    private static final String BCC = "BCC";

    private final CachedRoute route;
    private final MessageProperties properties;
    private byte[] content;
    private int propertiesLength;
    private long ttlMs = Message.NO_TTL;
    private FieldTable headers;
    private List<String> copies = List.of();
    private byte[] annotations;

    PublishChecks(byte[] content, int propertiesLength, CachedRoute route) {
        this.content = content;
        this.propertiesLength = propertiesLength;
        this.route = route;
        this.properties = new MessageProperties(content, propertiesLength);
    }

    /**
     * Refuses with 406 what claims another user or no proper expiration, with 403 a routing key that the user may not
     * use; BCC leaves the headers. What is asked first is what RabbitMQ asks first.
     */
    void check(Channel channel, PublishPermit permit) throws AmqpException {
        boolean wantsReplies = DirectReplies.NAME.equals(properties.replyTo());
        if (wantsReplies && channel.deliveries().replyAddress() == null) {
            throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "fast reply consumer does not exist");
        }
        checkExpiration();
        if (properties.has(MessageProperties.HEADERS)) {
            readCopies();
        }
        permit.requireTopic(route);
        for (String key : copies) {
            channel.access().requireTopic(Right.WRITE, route.exchange(), key);
        }
        checkUser(channel.connection().identity());
        if (wantsReplies) {
            nameReplyAddress(channel.deliveries().replyAddress());
        }
    }

    /** The server that answers must see the channel's own address in place of the pseudo-queue's name. */
    private void nameReplyAddress(String address) {
        replaceProperties(new MessageProperties(content, propertiesLength)
                .toBuilder().replyTo(address).build());
    }

    private void replaceProperties(byte[] encoded) {
        byte[] whole = Arrays.copyOf(encoded, encoded.length + content.length - propertiesLength);
        System.arraycopy(content, propertiesLength, whole, encoded.length, content.length - propertiesLength);
        content = whole;
        propertiesLength = encoded.length;
    }

    private void checkUser(ConnectionIdentity identity) throws AmqpException {
        String claimed = properties.userId();
        if (claimed != null && !claimed.equals(identity.user()) && !identity.impersonator()) {
            throw new AmqpException(
                    ReplyCode.PRECONDITION_FAILED,
                    "user_id property set to '" + claimed + "' but authenticated user was '" + identity.user() + "'");
        }
    }

    private void checkExpiration() throws AmqpException {
        String text = properties.expiration();
        if (text == null) {
            return;
        }
        int end = 0;
        if (end < text.length() && (text.charAt(end) == '-' || text.charAt(end) == '+')) {
            end++;
        }
        int digits = end;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        if (end == digits) {
            throw invalidExpiration(text, "no_integer");
        }
        if (end < text.length()) {
            throw invalidExpiration(text, "{leftover_string,\"" + text.substring(end) + "\"}");
        }
        BigInteger value = new BigInteger(text.startsWith("+") ? text.substring(1) : text);
        if (value.signum() < 0) {
            throw invalidExpiration(text, "{value_negative," + value + "}");
        }
        if (value.bitLength() > 63 || value.longValue() > QueueArgument.Limits.MAX_EXPIRY_MS) {
            throw invalidExpiration(text, "{value_too_large," + value + "}");
        }
        ttlMs = value.longValue();
        String plain = value.toString();
        if (!text.equals(plain)) {
            replaceProperties(properties.toBuilder().expiration(plain).build());
        }
    }

    private static AmqpException invalidExpiration(String text, String why) {
        return new AmqpException(ReplyCode.PRECONDITION_FAILED, "invalid expiration '" + text + "': " + why);
    }

    private void readCopies() throws AmqpException {
        if (!mentionsCopies()) {
            return;
        }
        FieldTable table = properties.headers();
        if (!table.contains(CC) && !table.contains(BCC)) {
            return;
        }
        copies = new ArrayList<>();
        addCopies(table, CC);
        int visible = copies.size();
        addCopies(table, BCC);
        if (copies.size() > visible) {
            // Nobody may see them, but a dead letter goes to them too.
            annotations = new RoutingNotes(false, copies, copies.subList(visible, copies.size())).toBytes();
        }
        headers = table;
        if (table.contains(BCC)) {
            replaceProperties(MessageProperties.withHeaders(
                    content, propertiesLength, table.toBuilder().remove(BCC).build()));
        }
    }

    /** Whether the bytes of a short string "CC" or "BCC" stand in the properties; most messages need no decoding so. */
    private boolean mentionsCopies() {
        for (int i = 0; i + 2 < propertiesLength; i++) {
            if (content[i + 1] != 'C' || content[i + 2] != 'C') {
                continue;
            }
            if (content[i] == 2 || (content[i] == 'B' && i > 0 && content[i - 1] == 3)) {
                return true;
            }
        }
        return false;
    }

    private void addCopies(FieldTable table, String header) throws AmqpException {
        FieldValue value = table.get(header);
        if (value == null) {
            return;
        }
        if (value.type() != FieldType.ARRAY) {
            throw new AmqpException(
                    ReplyCode.PRECONDITION_FAILED,
                    "invalid message: {unacceptable_type_in_header,\"" + header + "\","
                            + value.type().rabbitName() + "}");
        }
        for (FieldValue element : table.array(header)) {
            if (element.type() == FieldType.LONGSTR) {
                copies.add(element.value().toString());
            }
        }
    }

    byte[] content() {
        return content;
    }

    int propertiesLength() {
        return propertiesLength;
    }

    /** The expiration in milliseconds, or {@link Message#NO_TTL}. */
    long ttlMs() {
        return ttlMs;
    }

    /** What is to be remembered of the message, or null. */
    byte[] annotations() {
        return annotations;
    }

    /** Where it goes. */
    Destinations destinations(VirtualHost vhost) {
        if (copies.isEmpty() && route.destinations() != null) {
            return route.destinations();
        }
        RoutingKeys keys =
                copies.isEmpty() ? RoutingKeys.of(route.routingKey()) : RoutingKeys.of(route.routingKey(), copies);
        return vhost.routing().route(route.exchange(), keys, this);
    }

    @Override
    public FieldTable table() {
        return headers != null ? headers : properties.headers();
    }

    @Override
    public MessageProperties properties() {
        return properties;
    }

    /** Where a message that needs no checks goes when the way depends on more than its key. */
    static Destinations routedAlone(byte[] content, int propertiesLength, CachedRoute route, VirtualHost vhost) {
        Headers headers = Headers.of(new MessageProperties(content, propertiesLength));
        return vhost.routing().route(route.exchange(), RoutingKeys.of(route.routingKey()), headers);
    }
}
