package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.ExchangesAdmin.BindingDetails;
import io.leveret.management.admin.QueuesAdmin.QueueDetails;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which queues of a virtual host dead letters come to: those that can be reached from an exchange that some queue
 * names, by its arguments or a policy. Keys are not looked at, so of a topic exchange it may be one too many.
 */
final class DeadLetterQueues {
    private static final String ARGUMENT = "x-dead-letter-exchange";
    private static final String KEY_ARGUMENT = "x-dead-letter-routing-key";
    private static final String POLICY = "dead-letter-exchange";
    private static final String KEY_POLICY = "dead-letter-routing-key";

    private DeadLetterQueues() {}

    /** The names of those of a virtual host that are such, of which {@code all} there are. */
    static Set<String> of(BrokerPorts broker, String vhost, List<QueueDetails> all) throws AdminException {
        Set<String> queues = new HashSet<>();
        Set<String> exchanges = new HashSet<>();
        for (QueueDetails queue : all) {
            String exchange = text(queue, ARGUMENT, POLICY);
            if (exchange == null) {
                continue;
            }
            String key = text(queue, KEY_ARGUMENT, KEY_POLICY);
            if (!exchange.isEmpty()) {
                exchanges.add(exchange);
            } else if (key != null) {
                queues.add(key); // over the default exchange, to the queue of this name
            }
        }
        if (!exchanges.isEmpty()) {
            follow(broker.exchanges().bindings(vhost), exchanges, queues);
        }
        return queues;
    }

    private static void follow(List<BindingDetails> bindings, Set<String> exchanges, Set<String> queues) {
        Map<String, Set<BindingDetails>> bySource = new HashMap<>();
        for (BindingDetails binding : bindings) {
            bySource.computeIfAbsent(binding.source(), source -> new HashSet<>())
                    .add(binding);
        }
        Deque<String> left = new ArrayDeque<>(exchanges);
        while (!left.isEmpty()) {
            for (BindingDetails binding : bySource.getOrDefault(left.remove(), Set.of())) {
                if (binding.toQueue()) {
                    queues.add(binding.destination());
                } else if (exchanges.add(binding.destination())) {
                    left.add(binding.destination());
                }
            }
        }
    }

    private static String text(QueueDetails queue, String argument, String key) {
        Object value = JsonTables.object(queue.arguments()).get(argument);
        if (value == null) {
            value = queue.policy().definition().get(key);
        }
        return value == null ? null : value.toString();
    }
}
