package io.leveret.exchange;

import io.leveret.codec.FieldTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The rules of a topology in the plainest form: lists of declarations and bindings, and scans over them. */
final class TopologyModel {
    final Map<String, ExchangeDeclaration> exchanges = new HashMap<>();
    final Set<String> queues = new TreeSet<>();
    final Set<Binding> bindings = new LinkedHashSet<>();

    private boolean present(DestinationKind kind, String name) {
        return kind == DestinationKind.QUEUE ? queues.contains(name) : exchanges.containsKey(name);
    }

    boolean canBind(Binding binding) {
        return exchanges.containsKey(binding.source()) && present(binding.kind(), binding.destination());
    }

    void removeQueue(String name) {
        queues.remove(name);
        removeBindings(bindingsTo(DestinationKind.QUEUE, name));
    }

    void deleteExchange(String name) {
        exchanges.remove(name);
        bindings.removeIf(binding -> binding.source().equals(name));
        removeBindings(bindingsTo(DestinationKind.EXCHANGE, name));
    }

    private List<Binding> bindingsTo(DestinationKind kind, String name) {
        return bindings.stream()
                .filter(binding ->
                        binding.kind() == kind && binding.destination().equals(name))
                .toList();
    }

    void removeBindings(List<Binding> removed) {
        Set<String> sources = new HashSet<>();
        for (Binding binding : removed) {
            if (bindings.remove(binding)) {
                sources.add(binding.source());
            }
        }
        for (String source : sources) {
            ExchangeDeclaration exchange = exchanges.get(source);
            if (exchange != null && exchange.autoDelete() && !isSource(source)) {
                deleteExchange(source);
            }
        }
    }

    boolean isSource(String name) {
        return bindings.stream().anyMatch(binding -> binding.source().equals(name));
    }

    Set<String> route(String exchange, List<String> keys, FieldTable headers) {
        Set<String> reached = new TreeSet<>();
        Set<String> seen = new HashSet<>(Set.of(exchange));
        List<String> work = new ArrayList<>(seen);
        while (!work.isEmpty()) {
            ExchangeDeclaration passed = exchanges.get(work.remove(work.size() - 1));
            boolean matched = false;
            for (Binding binding : bindings) {
                if (binding.source().equals(passed.name()) && matches(passed.type(), binding, keys, headers)) {
                    matched = true;
                    if (binding.kind() == DestinationKind.QUEUE) {
                        reached.add(binding.destination());
                    } else if (seen.add(binding.destination())) {
                        work.add(binding.destination());
                    }
                }
            }
            String alternate = passed.arguments().string("alternate-exchange");
            if (!matched && alternate != null && exchanges.containsKey(alternate) && seen.add(alternate)) {
                work.add(alternate);
            }
        }
        return reached;
    }

    private static boolean matches(String type, Binding binding, List<String> keys, FieldTable headers) {
        return switch (type) {
            case "direct" -> keys.contains(binding.routingKey());
            case "fanout", "x-recent-history" -> true;
            case "topic" -> keys.stream().anyMatch(key -> NaiveMatch.topic(binding.routingKey(), key));
            default -> NaiveMatch.headers(binding.arguments(), headers);
        };
    }
}
