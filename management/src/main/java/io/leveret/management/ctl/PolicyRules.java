package io.leveret.management.ctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What a policy may say (RabbitMQ's rabbit_policies and rabbit_policy), with the texts of the refusals. */
final class PolicyRules {
    private static final Set<String> APPLY_TO =
            Set.of("queues", "exchanges", "all", "classic_queues", "quorum_queues", "streams");

    /** What is said of a value that is no count, by key. */
    private static final Map<String, String> COUNTS = Map.ofEntries(
            Map.entry("message-ttl", "message TTL"),
            Map.entry("expires", "queue expiry"),
            Map.entry("max-length", "maximum length"),
            Map.entry("max-length-bytes", "maximum length in bytes"),
            Map.entry("max-in-memory-length", "maximum memory in bytes"),
            Map.entry("max-in-memory-bytes", "maximum memory in bytes"),
            Map.entry("delivery-limit", "delivery limit"),
            Map.entry("consumer-timeout", "consumer timeout"),
            Map.entry("queue-version", "queue version"),
            Map.entry("initial-cluster-size", "initial cluster size"),
            Map.entry("stream-max-segment-size-bytes", "segment size"),
            Map.entry("stream-filter-size-bytes", "filter size"));

    private static final Map<String, String> TEXTS = Map.of(
            "alternate-exchange", "alternate exchange name",
            "dead-letter-exchange", "dead letter exchange name",
            "dead-letter-routing-key", "dead letter routing key",
            "dead-letter-strategy", "dead letter strategy",
            "queue-mode", "queue mode",
            "overflow", "overflow value",
            "queue-leader-locator", "queue leader locator",
            "queue-master-locator", "queue master locator",
            "max-age", "max age");

    private static final Set<String> OF_OPERATORS = Set.of(
            "expires",
            "message-ttl",
            "max-length",
            "max-length-bytes",
            "max-in-memory-length",
            "max-in-memory-bytes",
            "delivery-limit",
            "queue-version",
            "overflow",
            "target-group-size");

    private PolicyRules() {}

    static void check(boolean operator, String pattern, String applyTo, Object definition) throws CommandFailure {
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw ParameterCommands.validation("pattern should be regular expression but is invalid: {\""
                    + e.getDescription() + "\"," + Math.max(0, e.getIndex()) + "}");
        }
        if (!APPLY_TO.contains(applyTo)) {
            throw ParameterCommands.validation("apply-to does not match one of the allowed values: "
                    + String.join(", ", APPLY_TO.stream().sorted().toList()));
        }
        if (!(definition instanceof Map<?, ?> keys) || keys.isEmpty()) {
            throw ParameterCommands.validation("no policy provided");
        }
        List<String> unknown = new ArrayList<>();
        for (Map.Entry<?, ?> entry : keys.entrySet()) {
            String key = entry.getKey().toString();
            boolean known = operator
                    ? OF_OPERATORS.contains(key)
                    : COUNTS.containsKey(key) || TEXTS.containsKey(key) || OF_OPERATORS.contains(key);
            if (!known) {
                unknown.add("{<<\"" + key + "\">>," + term(entry.getValue()) + "}");
            }
        }
        if (!unknown.isEmpty()) {
            throw ParameterCommands.validation(
                    "[" + String.join(",", unknown) + "] are not recognised policy settings");
        }
        for (Map.Entry<?, ?> entry : keys.entrySet()) {
            checkValue(entry.getKey().toString(), entry.getValue());
        }
    }

    private static void checkValue(String key, Object value) throws CommandFailure {
        if (COUNTS.containsKey(key) && !(value instanceof Long number && number >= (key.equals("expires") ? 1 : 0))) {
            throw ParameterCommands.validation(term(value) + " is not a valid " + COUNTS.get(key));
        }
        if (TEXTS.containsKey(key) && !(value instanceof String)) {
            throw ParameterCommands.validation(term(value) + " is not a valid " + TEXTS.get(key));
        }
        if (key.equals("overflow")
                && !Set.of("drop-head", "reject-publish", "reject-publish-dlx").contains(value)) {
            throw ParameterCommands.validation(term(value) + " is not a valid overflow value");
        }
    }

    private static String term(Object value) {
        return value instanceof String text ? "<<\"" + text + "\">>" : String.valueOf(value);
    }
}
