package io.leveret.exchange;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Bindings by the headers they demand.
 *
 * <p>The problem: each binding is a small formula, and trying them all costs what all cost, matching or not. The
 * choice: the headers of the message look up the bindings. Every demand, a name with a value or a name alone, has a
 * bucket. A binding for which one demand is enough stands in the bucket of each; one that needs them all stands in one
 * bucket only, the emptiest of its demands at the time, because a message that does not meet this one cannot match; so
 * a demand that all bindings share is passed over for one that tells them apart. Bindings with the same demands share
 * one condition, which is judged once. What demands nothing matches always and stands apart.
 */
final class HeadersIndex implements BindingIndex {
    private final DestinationSet unconditional = new DestinationSet();
    private final Map<Set<HeaderPair>, HeaderCondition> conditions = new HashMap<>();
    private final Map<String, Name> names = new HashMap<>();

    /** What is demanded of one header. */
    private static final class Name {
        private final Bucket present = new Bucket();
        private final Map<Object, Bucket> values = new HashMap<>();
    }

    /** What is found when one demand is met. */
    private static final class Bucket {
        private final DestinationSet enough = new DestinationSet();
        private final List<HeaderCondition> alsoNeeding = new ArrayList<>();

        private boolean isEmpty() {
            return enough.isEmpty() && alsoNeeding.isEmpty();
        }

        private void insert(HeaderCondition condition) {
            condition.position = alsoNeeding.size();
            alsoNeeding.add(condition);
        }

        private void delete(HeaderCondition condition) {
            HeaderCondition last = alsoNeeding.remove(alsoNeeding.size() - 1);
            if (last != condition) {
                alsoNeeding.set(condition.position, last);
                last.position = condition.position;
            }
        }
    }

    @Override
    public void add(Binding binding, Destination destination) {
        Set<HeaderPair> pairs = demands(binding.arguments());
        if (anyIsEnough(binding.arguments()) || pairs.size() == 1) {
            for (HeaderPair pair : pairs) {
                bucketFor(pair).enough.add(destination);
            }
        } else if (pairs.isEmpty()) {
            unconditional.add(destination);
        } else {
            conditions.computeIfAbsent(pairs, this::newCondition).destinations.add(destination);
        }
    }

    @Override
    public void remove(Binding binding, Destination destination) {
        Set<HeaderPair> pairs = demands(binding.arguments());
        if (anyIsEnough(binding.arguments()) || pairs.size() == 1) {
            for (HeaderPair pair : pairs) {
                bucketFor(pair).enough.remove(destination);
                dropIfEmpty(pair);
            }
        } else if (pairs.isEmpty()) {
            unconditional.remove(destination);
        } else {
            removeFromCondition(pairs, destination);
        }
    }

    private void removeFromCondition(Set<HeaderPair> pairs, Destination destination) {
        HeaderCondition condition = conditions.get(pairs);
        if (condition == null) {
            return;
        }
        condition.destinations.remove(destination);
        if (condition.destinations.isEmpty()) {
            conditions.remove(pairs);
            bucketFor(condition.found).delete(condition);
            dropIfEmpty(condition.found);
        }
    }

    @Override
    public void route(RoutingKeys keys, Route out) {
        unconditional.reach(out);
        if (names.isEmpty()) {
            return;
        }
        FieldTable headers = lastOfEachName(out.headers());
        for (Map.Entry<String, FieldValue> header : headers) {
            out.countStep();
            Name name = names.get(header.getKey());
            if (name != null) {
                reach(name.present, headers, out);
                if (!name.values.isEmpty()) {
                    reach(name.values.get(HeaderValue.ofHeader(header.getValue())), headers, out);
                }
            }
        }
    }

    private static void reach(Bucket bucket, FieldTable headers, Route out) {
        if (bucket == null) {
            return;
        }
        bucket.enough.reach(out);
        List<HeaderCondition> conditions = bucket.alsoNeeding;
        for (int i = 0; i < conditions.size(); i++) {
            out.countStep();
            HeaderCondition condition = conditions.get(i);
            if (condition.meets(headers)) {
                condition.destinations.reach(out);
            }
        }
    }

    @Override
    public boolean isEmpty() {
        return unconditional.isEmpty() && conditions.isEmpty() && names.isEmpty();
    }

    private HeaderCondition newCondition(Set<HeaderPair> pairs) {
        HeaderPair emptiest = null;
        int fewest = Integer.MAX_VALUE;
        for (HeaderPair pair : pairs) {
            Bucket bucket = bucket(pair);
            int conditionsThere = bucket == null ? 0 : bucket.alsoNeeding.size();
            // Of buckets equally full, one for a value stays emptier than one for a name alone.
            if (conditionsThere < fewest || conditionsThere == fewest && emptiest.value() == null) {
                emptiest = pair;
                fewest = conditionsThere;
            }
        }
        HeaderCondition condition = new HeaderCondition(pairs, emptiest);
        bucketFor(emptiest).insert(condition);
        return condition;
    }

    /** The bucket of a demand, or null. */
    private Bucket bucket(HeaderPair pair) {
        Name name = names.get(pair.name());
        if (name == null) {
            return null;
        }
        return pair.value() == null ? name.present : name.values.get(pair.value());
    }

    private Bucket bucketFor(HeaderPair pair) {
        Name name = names.computeIfAbsent(pair.name(), absent -> new Name());
        return pair.value() == null ? name.present : name.values.computeIfAbsent(pair.value(), absent -> new Bucket());
    }

    private void dropIfEmpty(HeaderPair pair) {
        Name name = names.get(pair.name());
        if (pair.value() != null && name.values.get(pair.value()).isEmpty()) {
            name.values.remove(pair.value());
        }
        if (name.values.isEmpty() && name.present.isEmpty()) {
            names.remove(pair.name());
        }
    }

    private static boolean anyIsEnough(FieldTable arguments) {
        String match = arguments.string(HeadersExchange.X_MATCH);
        return "any".equals(match) || "any-with-x".equals(match);
    }

    private static Set<HeaderPair> demands(FieldTable arguments) {
        String match = arguments.string(HeadersExchange.X_MATCH);
        boolean withX = match != null && match.endsWith("-with-x");
        Set<HeaderPair> pairs = new LinkedHashSet<>();
        for (Map.Entry<String, FieldValue> argument : arguments) {
            String name = argument.getKey();
            if (!name.equals(HeadersExchange.X_MATCH) && (withX || !name.startsWith("x-"))) {
                FieldValue value = argument.getValue();
                boolean presence = value.type() == FieldType.VOID;
                pairs.add(new HeaderPair(name, presence ? null : HeaderValue.ofArgument(value)));
            }
        }
        return pairs;
    }

    /** RabbitMQ 4.0.5 takes the last header of a name where a client sent it more than once, which hardly any does. */
    private static FieldTable lastOfEachName(FieldTable headers) {
        for (Map.Entry<String, FieldValue> header : headers) {
            if (headers.get(header.getKey()) != header.getValue()) {
                FieldTable.Builder last = FieldTable.builder();
                headers.forEach(last::replace);
                return last.build();
            }
        }
        return headers;
    }
}
