package io.leveret.broker.policies;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What limits may say, with RabbitMQ's texts of what they may not (rabbit_parameter_validation). */
public final class LimitRules {
    private static final Set<String> OF_VHOSTS = Set.of("max-connections", "max-queues");
    private static final Set<String> OF_USERS = Set.of("max-connections", "max-channels");

    private LimitRules() {}

    /**
     * Reads the limits of a virtual host.
     *
     * @throws IllegalArgumentException with RabbitMQ's text
     */
    public static Map<String, Long> ofVhost(Object value) {
        return read(value, OF_VHOSTS, "limits");
    }

    /**
     * Reads the limits of a user.
     *
     * @throws IllegalArgumentException with RabbitMQ's text
     */
    public static Map<String, Long> ofUser(Object value) {
        return read(value, OF_USERS, "user-limits");
    }

    private static Map<String, Long> read(Object value, Set<String> known, String name) {
        if (!(value instanceof Map<?, ?> fields)) {
            throw new IllegalArgumentException(name + " not a list " + PolicyTerm.of(value));
        }
        SortedMap<String, Object> unknown = new TreeMap<>();
        Map<String, Long> limits = new LinkedHashMap<>();
        for (Map.Entry<?, ?> each : fields.entrySet()) {
            String key = each.getKey().toString();
            if (!known.contains(key)) {
                unknown.put(key, each.getValue());
            } else if (each.getValue() instanceof Long number) {
                limits.put(key, number);
            } else {
                throw new IllegalArgumentException(
                        key + " should be a number, actually was " + PolicyTerm.of(each.getValue()));
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("Unrecognised terms " + PolicyTerm.pairs(unknown) + " in " + name);
        }
        return limits;
    }
}
