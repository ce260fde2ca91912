package io.leveret.broker.policies;

import com.google.re2j.PatternSyntaxException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a policy may say, with RabbitMQ's texts of what it may not (rabbit_policies, rabbit_policy). */
public final class PolicyRules {
    /** Which values a key may have, and what is said of others. */
    private interface Rule {
        boolean allows(Object value);
    }

    private record Key(Rule rule, String text) {}

    private static final Set<String> APPLY_TO =
            Set.of("queues", "exchanges", "all", "classic_queues", "quorum_queues", "streams");

    private static final Map<String, Key> KEYS = Map.ofEntries(
            Map.entry("alternate-exchange", text("alternate exchange name")),
            Map.entry("consumer-timeout", number(0, Long.MAX_VALUE, "consumer timeout")),
            Map.entry("dead-letter-exchange", text("dead letter exchange name")),
            Map.entry("dead-letter-routing-key", text("dead letter routing key")),
            Map.entry("dead-letter-strategy", oneOf("dead letter strategy", "at-most-once", "at-least-once")),
            Map.entry("message-ttl", number(0, Long.MAX_VALUE, "message TTL")),
            Map.entry("expires", number(1, Long.MAX_VALUE, "queue expiry")),
            Map.entry("max-length", number(0, Long.MAX_VALUE, "maximum length")),
            Map.entry("max-length-bytes", number(0, Long.MAX_VALUE, "maximum length in bytes")),
            Map.entry("max-in-memory-length", number(0, Long.MAX_VALUE, "maximum memory in bytes")),
            Map.entry("max-in-memory-bytes", number(0, Long.MAX_VALUE, "maximum memory in bytes")),
            Map.entry("queue-mode", oneOf("queue-mode value", "default", "lazy")),
            Map.entry("queue-version", number(1, 2, "queue-version value")),
            Map.entry("overflow", oneOf("overflow value", "drop-head", "reject-publish", "reject-publish-dlx")),
            Map.entry("delivery-limit", number(Long.MIN_VALUE, Long.MAX_VALUE, "delivery limit")),
            Map.entry("max-age", new Key(PolicyRules::isAge, "max age")),
            Map.entry("stream-max-segment-size-bytes", number(0, 3_000_000_000L, "segment size")),
            Map.entry("stream-filter-size-bytes", number(16, 255, "filter size. Valid range is 16-255")),
            Map.entry(
                    "queue-leader-locator",
                    oneOf("queue leader locator value", "client-local", "balanced", "random", "least-leaders")),
            Map.entry(
                    "queue-master-locator",
                    oneOf("master locator", "client-local", "balanced", "random", "least-leaders", "min-masters")),
            Map.entry("initial-cluster-size", number(0, Long.MAX_VALUE, "cluster size")),
            Map.entry("target-group-size", number(1, Long.MAX_VALUE, "qq target count value")));

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
            "target-group-size",
            "queue-master-locator");

    /** Refusals are broken at this column, as Erlang's formatting does. */
    private static final int LINE = 80;

    private PolicyRules() {}

    private static Key text(String text) {
        return new Key(value -> value instanceof String, text);
    }

    private static Key number(long least, long most, String text) {
        return new Key(value -> value instanceof Long number && number >= least && number <= most, text);
    }

    private static Key oneOf(String text, String... texts) {
        Set<String> allowed = Set.of(texts);
        return new Key(value -> value instanceof String given && allowed.contains(given), text);
    }

    private static boolean isAge(Object value) {
        return value instanceof String age && age.length() > 1 && age.matches("[0-9]+[YMDhms]");
    }

    /**
     * Makes a policy of what was given, if it may be one.
     *
     * @param operator whether it is one of the operator's, which may say less
     * @param value its fields as in RabbitMQ's definitions: pattern, definition, priority, apply-to
     * @throws IllegalArgumentException with RabbitMQ's text
     */
    public static Policy policy(boolean operator, String name, Map<?, ?> value) {
        if (!(value.get("priority") instanceof Long priority)) {
            throw new IllegalArgumentException(
                    "priority should be a number, actually was " + PolicyTerm.of(value.get("priority")));
        }
        if (!(value.get("pattern") instanceof String pattern)) {
            throw new IllegalArgumentException(
                    "pattern should be a binary but was " + PolicyTerm.of(value.get("pattern")));
        }
        NamePattern compiled = compile(pattern);
        Object applyTo = value.containsKey("apply-to") ? value.get("apply-to") : "all";
        if (!(applyTo instanceof String word) || !APPLY_TO.contains(word)) {
            throw new IllegalArgumentException("apply-to '" + applyTo
                    + "' unrecognised; should be one of: 'queues', 'classic_queues',  'quorum_queues', 'streams',"
                    + " 'exchanges', or 'all'");
        }
        return new Policy(name, compiled, word, priority, definition(operator, value.get("definition")));
    }

    /** Those of some keys that no policy, or none of the operator's, may have. */
    public static Set<String> unknownKeys(boolean operator, Set<String> keys) {
        return keys.stream()
                .filter(key -> !KEYS.containsKey(key) || operator && !OF_OPERATORS.contains(key))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static SortedMap<String, Object> definition(boolean operator, Object given) {
        if (!(given instanceof Map<?, ?> keys)) {
            throw new IllegalArgumentException("definition must be a dictionary: " + PolicyTerm.of(given));
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no policy provided");
        }
        SortedMap<String, Object> definition = new TreeMap<>();
        keys.forEach((key, value) -> definition.put(key.toString(), value));
        SortedMap<String, Object> unknown = new TreeMap<>();
        definition.forEach((key, value) -> {
            Key known = !operator || OF_OPERATORS.contains(key) ? KEYS.get(key) : null;
            if (known == null) {
                unknown.put(key, value);
            } else if (!known.rule().allows(value)) {
                throw new IllegalArgumentException(PolicyTerm.of(value) + " is not a valid " + known.text());
            }
        });
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(PolicyTerm.pairs(unknown) + " are not recognised policy settings");
        }
        return Collections.unmodifiableSortedMap(definition);
    }

    private static NamePattern compile(String pattern) {
        try {
            return NamePattern.compile(pattern);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    broken("pattern should be regular expression but is invalid: ", reason(pattern, e)), e);
        }
    }

    /** What is wrong and where, in PCRE's words for what is wrong there too. */
    private static List<String> reason(String pattern, IllegalArgumentException refusal) {
        if (!(refusal.getCause() instanceof PatternSyntaxException syntax)) {
            return List.of(refusal.getMessage(), "0");
        }
        String end = Integer.toString(pattern.length());
        int at = syntax.getPattern() == null ? 0 : Math.max(0, pattern.indexOf(syntax.getPattern()));
        return switch (syntax.getDescription()) {
            case "missing closing )" -> List.of("missing )", end);
            case "missing closing ]" -> List.of("missing terminating ] for character class", end);
            case "missing argument to repetition operator" -> List.of("nothing to repeat", Integer.toString(at));
            case "trailing backslash at end of expression" -> List.of("\\\\ at end of pattern", end);
            case "regexp/syntax: internal error" ->
                List.of("unmatched parentheses", Integer.toString(pattern.lastIndexOf(')')));
            default -> List.of(syntax.getDescription(), Integer.toString(at));
        };
    }

    private static String broken(String before, List<String> reason) {
        String text = "{\"" + reason.get(0) + "\",";
        boolean fits = before.length() + text.length() + reason.get(1).length() + 1 < LINE;
        return before + text + (fits ? "" : "\n" + " ".repeat(before.length() + 1)) + reason.get(1) + "}";
    }
}
