package io.leveret.broker.events;

import java.util.Locale;

/** Kinds of events; the dotted names are the routing keys of RabbitMQ's event exchange. */
public enum EventType {
    CONNECTION_CREATED,
    CONNECTION_CLOSED,
    CHANNEL_CREATED,
    CHANNEL_CLOSED,
    CONSUMER_CREATED,
    CONSUMER_DELETED,
    QUEUE_CREATED,
    QUEUE_DELETED,
    QUEUE_POLICY_UPDATED,
    QUEUE_POLICY_CLEARED,
    EXCHANGE_CREATED,
    EXCHANGE_DELETED,
    BINDING_CREATED,
    BINDING_DELETED,
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
    OPERATOR_POLICY_CLEARED,
    USER_AUTHENTICATION_SUCCESS,
    USER_AUTHENTICATION_FAILURE,
    ALARM_SET,
    ALARM_CLEARED;

    /** For example {@code queue.created}; {@code user.authentication.success}. */
    public String routingKey() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
