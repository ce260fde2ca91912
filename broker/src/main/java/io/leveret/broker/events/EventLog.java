package io.leveret.broker.events;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one log line for each event: what people look for at the default level, the rest at debug. The name of its
 * logger says what the event is about, so that levels can be set by that.
 */
public final class EventLog implements Consumer<Event> {
    private static final String NAME = "io.leveret.events";
    private static final Logger CONNECTIONS = LoggerFactory.getLogger(NAME + ".connection");
    private static final Logger CHANNELS = LoggerFactory.getLogger(NAME + ".channel");
    private static final Logger QUEUES = LoggerFactory.getLogger(NAME + ".queue");
    private static final Logger USERS = LoggerFactory.getLogger(NAME + ".user");
    private static final Logger OTHERS = LoggerFactory.getLogger(NAME);

    @Override
    public void accept(Event event) {
        Logger log = logger(event.type());
        switch (event.type()) {
            case USER_AUTHENTICATION_FAILURE -> log.warn("{}", line(event));
            case CONNECTION_CREATED,
                    CONNECTION_CLOSED,
                    VHOST_CREATED,
                    VHOST_UPDATED,
                    VHOST_DELETED,
                    VHOST_LIMITS_SET,
                    VHOST_LIMITS_CLEARED,
                    USER_CREATED,
                    USER_DELETED,
                    USER_PASSWORD_CHANGED,
                    USER_PASSWORD_CLEARED,
                    USER_TAGS_SET,
                    USER_LIMITS_SET,
                    USER_LIMITS_CLEARED,
                    PERMISSION_CREATED,
                    PERMISSION_DELETED,
                    TOPIC_PERMISSION_CREATED,
                    TOPIC_PERMISSION_DELETED,
                    PARAMETER_SET,
                    PARAMETER_CLEARED,
                    POLICY_SET,
                    POLICY_CLEARED,
                    OPERATOR_POLICY_CLEARED -> log.info("{}", line(event));
            default -> {
                if (log.isDebugEnabled()) {
                    log.debug("{}", line(event));
                }
            }
        }
    }

    /** A login is about the connection; what a user may do is about the user. */
    static Logger logger(EventType type) {
        return switch (type) {
            case CONNECTION_CREATED, CONNECTION_CLOSED, USER_AUTHENTICATION_SUCCESS, USER_AUTHENTICATION_FAILURE ->
                CONNECTIONS;
            case CHANNEL_CREATED, CHANNEL_CLOSED -> CHANNELS;
            case CONSUMER_CREATED,
                    CONSUMER_DELETED,
                    QUEUE_CREATED,
                    QUEUE_DELETED,
                    QUEUE_POLICY_UPDATED,
                    QUEUE_POLICY_CLEARED -> QUEUES;
            case USER_CREATED,
                    USER_DELETED,
                    USER_PASSWORD_CHANGED,
                    USER_PASSWORD_CLEARED,
                    USER_TAGS_SET,
                    USER_LIMITS_SET,
                    USER_LIMITS_CLEARED,
                    PERMISSION_CREATED,
                    PERMISSION_DELETED,
                    TOPIC_PERMISSION_CREATED,
                    TOPIC_PERMISSION_DELETED -> USERS;
            default -> OTHERS;
        };
    }

    /** What is logged of an event. */
    static String line(Event event) {
        StringBuilder line = new StringBuilder(event.type().routingKey());
        append(line, "name", event.name());
        append(line, "vhost", event.vhost());
        append(line, "user", event.user());
        append(line, "peer", event.peer().equals(event.name()) ? "" : event.peer());
        if (!event.details().isEmpty()) {
            appendClean(line.append(": "), event.details());
        }
        return line.toString();
    }

    private static void append(StringBuilder line, String key, String value) {
        if (value.isEmpty()) {
            return;
        }
        appendClean(line.append(' ').append(key).append("='"), value);
        line.append('\'');
    }

    /** Names and tags come from clients: control characters must not forge a line of their own. */
    private static void appendClean(StringBuilder line, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            line.append(Character.isISOControl(c) ? '?' : c);
        }
    }
}
