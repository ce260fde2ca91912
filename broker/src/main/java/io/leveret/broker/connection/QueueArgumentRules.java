package io.leveret.broker.connection;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.ReplyCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The arguments of {@code queue.declare} that RabbitMQ checks, and what it says of those that are wrong. */
final class QueueArgumentRules {
    /** Why a value will not do, as the text says it; null if it will. */
    private interface Rule {
        String refusal(FieldValue value, FieldTable all);
    }

    private static final Logger LOG = LoggerFactory.getLogger(QueueArgumentRules.class);

    /**
     * The longest time that RabbitMQ 4.0.5 takes, of queues and of messages, in milliseconds: ten years of 365 days.
     */
    static final long MAX_EXPIRY_MS = 315_360_000_000L;

    private static final int MAX_PRIORITY = 255;
    private static final Set<String> OVERFLOWS = Set.of("drop-head", "reject-publish", "reject-publish-dlx");
    private static final Set<String> TYPES = Set.of("classic", "quorum");

    private static final Map<String, Rule> RULES = rules();

    /** Known, checked where RabbitMQ checks them, and not obeyed yet. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "x-expires",
            "x-message-ttl",
            "x-dead-letter-exchange",
            "x-dead-letter-routing-key",
            "x-dead-letter-strategy",
            "x-max-length",
            "x-max-length-bytes",
            "x-overflow",
            "x-single-active-consumer",
            "x-delivery-limit",
            "x-consumer-timeout");

    /** What the log has said already: once for each argument is enough. */
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private QueueArgumentRules() {}

    /** In the order in which RabbitMQ looks at them. */
    private static Map<String, Rule> rules() {
        Map<String, Rule> rules = new LinkedHashMap<>();
        rules.put("x-queue-type", (value, all) -> type(value));
        rules.put("x-expires", (value, all) -> expires(value));
        rules.put("x-message-ttl", (value, all) -> integer(value, MAX_EXPIRY_MS, "value_too_large"));
        rules.put("x-dead-letter-routing-key", QueueArgumentRules::deadLetterRoutingKey);
        rules.put("x-max-length", (value, all) -> integer(value, Long.MAX_VALUE, "value_too_large"));
        rules.put("x-max-length-bytes", (value, all) -> integer(value, Long.MAX_VALUE, "value_too_large"));
        rules.put("x-max-priority", (value, all) -> integer(value, MAX_PRIORITY, "max_value_exceeded"));
        rules.put("x-overflow", (value, all) -> overflow(value));
        rules.put("x-single-active-consumer", (value, all) -> bool(value));
        return rules;
    }

    /**
     * Refuses with 406 a dead letter exchange that is no string; RabbitMQ looks at it before everything else.
     *
     * @param queue "queue 'NAME' in vhost 'VHOST'"
     */
    static void checkDeadLetterExchange(FieldTable arguments, String queue) throws AmqpException {
        FieldValue deadLetterExchange = arguments.get("x-dead-letter-exchange");
        if (deadLetterExchange != null && deadLetterExchange.type() != FieldType.LONGSTR) {
            throw new AmqpException(
                    ReplyCode.PRECONDITION_FAILED,
                    "invalid type '" + deadLetterExchange.type().rabbitName() + "' for arg 'x-dead-letter-exchange' in "
                            + queue);
        }
    }

    /**
     * Refuses with 406 what RabbitMQ refuses.
     *
     * @param queue "queue 'NAME' in vhost 'VHOST'"
     */
    static void check(FieldTable arguments, String queue) throws AmqpException {
        for (Map.Entry<String, Rule> rule : RULES.entrySet()) {
            FieldValue value = arguments.get(rule.getKey());
            String refusal = value == null ? null : rule.getValue().refusal(value, arguments);
            if (refusal != null) {
                throw new AmqpException(
                        ReplyCode.PRECONDITION_FAILED,
                        "invalid arg '" + rule.getKey() + "' for " + queue + ": " + refusal);
            }
        }
    }

    /** Says in the log which arguments of a new queue will not be obeyed. */
    static void tellWithoutEffect(FieldTable arguments, String queue) {
        for (String argument : WITHOUT_EFFECT) {
            if (arguments.contains(argument) && SAID.add(argument)) {
                LOG.warn("{}: the argument {} is kept, but has no effect yet (said once)", queue, argument);
            }
        }
    }

    private static String integer(FieldValue value, long max, String tooLarge) {
        if (!value.type().isInteger()) {
            return "\"expected integer, got " + value.type().rabbitName() + "\"";
        }
        long number = ((Number) value.value()).longValue();
        if (number < 0) {
            return "{value_negative," + number + "}";
        }
        return number > max ? "{" + tooLarge + "," + number + "}" : null;
    }

    private static String expires(FieldValue value) {
        boolean zero = value.type().isInteger() && ((Number) value.value()).longValue() == 0;
        return zero ? "{value_zero,0}" : integer(value, MAX_EXPIRY_MS, "value_too_large");
    }

    private static String deadLetterRoutingKey(FieldValue value, FieldTable all) {
        if (value.type() != FieldType.LONGSTR) {
            return "{unacceptable_type," + value.type().rabbitName() + "}";
        }
        return all.contains("x-dead-letter-exchange") ? null : "routing_key_but_no_dlx_defined";
    }

    private static String overflow(FieldValue value) {
        if (value.type() != FieldType.LONGSTR) {
            return "{unacceptable_type," + value.type().rabbitName() + "}";
        }
        return OVERFLOWS.contains(value.value().toString()) ? null : "invalid_overflow";
    }

    private static String bool(FieldValue value) {
        return value.type() == FieldType.BOOL
                ? null
                : "{unacceptable_type," + value.type().rabbitName() + "}";
    }

    /** RabbitMQ's text for a type it does not know; {@code stream} is not known here either. */
    private static String type(FieldValue value) {
        if (value.type() != FieldType.LONGSTR) {
            return "{unacceptable_type," + value.type().rabbitName() + "}";
        }
        String name = value.value().toString();
        return TYPES.contains(name) ? null : "\"unsupported queue type '" + name + "'\"";
    }
}
