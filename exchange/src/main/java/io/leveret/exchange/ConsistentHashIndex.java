package io.leveret.exchange;

import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.MessageProperties;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Destinations with weights, and for each text one of them.
 *
 * <p>The problem: when a destination comes or goes, only those texts may change theirs that must, every destination
 * shall have its share exactly, and the choice must not depend on the order in which bindings were made, or a restart
 * would lead texts elsewhere. A ring of points fulfils the second only with thousands of points for each unit of
 * weight. The choice: weighted rendezvous hashing (Thaler and Ravishankar 1998; weights by Schindelhauer and Schomaker
 * 2005). Text and destination together give a number that is evenly spread over (0, 1); {@code -ln(1 - number) /
 * weight} is when the destination's clock would ring, and the first to ring has the text. Others' clocks are not
 * touched by one that comes or goes.
 *
 * <p>Among destinations of one weight the smallest number rings first, so there is one logarithm for each weight in
 * use, none if there is but one, and two multiplications for each destination: a few nanoseconds. That is linear in the
 * destinations, but a route by key is found once and then cached as all are, and up to a thousand destinations it costs
 * what a search in a ring does that is large enough to be even, or little more.
 *
 * <p>Of several bindings to one destination the first made counts, as in RabbitMQ; when it goes, the next (there the
 * destination gets nothing then).
 */
final class ConsistentHashIndex implements BindingIndex {
    /** Both kinds of destinations share no names then: no name of either has this character in front. */
    private static final String EXCHANGE_MARK = "\u0000";

    private static final double UNIT = 0x1p-63;

    private final String header;
    private final String property;
    private final Map<Destination, List<Binding>> bindings = new IdentityHashMap<>();
    private final Map<Double, Peers> byWeight = new HashMap<>();
    private Peers[] classes = {};

    /** Both null to go by the routing key. */
    ConsistentHashIndex(String header, String property) {
        this.header = header;
        this.property = property;
    }

    /** The destinations of one weight. */
    private static final class Peers {
        private final double weight;
        private long[] seeds = new long[4];
        private Destination[] destinations = new Destination[4];
        private int size;

        private Peers(double weight) {
            this.weight = weight;
        }

        private void add(Destination destination) {
            if (size == seeds.length) {
                seeds = Arrays.copyOf(seeds, size * 2);
                destinations = Arrays.copyOf(destinations, size * 2);
            }
            seeds[size] = seedOf(destination);
            destinations[size++] = destination;
        }

        private void remove(Destination destination) {
            int at = 0;
            while (destinations[at] != destination) {
                at++;
            }
            size--;
            seeds[at] = seeds[size];
            destinations[at] = destinations[size];
            destinations[size] = null;
        }

        private static long seedOf(Destination destination) {
            return KeyHash.of(destination.queue != null ? destination.name() : EXCHANGE_MARK + destination.name());
        }
    }

    @Override
    public void add(Binding binding, Destination destination) {
        List<Binding> known = bindings.computeIfAbsent(destination, any -> new ArrayList<>(1));
        known.add(binding);
        if (known.size() == 1) {
            enter(binding, destination);
        }
    }

    @Override
    public void remove(Binding binding, Destination destination) {
        List<Binding> known = bindings.get(destination);
        int at = known == null ? -1 : known.indexOf(binding);
        if (at < 0) {
            return;
        }
        known.remove(at);
        if (at == 0) {
            leave(binding, destination);
            if (!known.isEmpty()) {
                enter(known.get(0), destination);
            }
        }
        if (known.isEmpty()) {
            bindings.remove(destination);
        }
    }

    private void enter(Binding binding, Destination destination) {
        byWeight.computeIfAbsent(ConsistentHashExchange.weight(binding), Peers::new)
                .add(destination);
        classes = byWeight.values().toArray(Peers[]::new);
    }

    private void leave(Binding binding, Destination destination) {
        double weight = ConsistentHashExchange.weight(binding);
        Peers peers = byWeight.get(weight);
        peers.remove(destination);
        if (peers.size == 0) {
            byWeight.remove(weight);
            classes = byWeight.values().toArray(Peers[]::new);
        }
    }

    @Override
    public void route(RoutingKeys keys, Route out) {
        if (bindings.size() < 2) {
            bindings.keySet().forEach(out::reach);
            return;
        }
        out.reach(chosen(KeyHash.of(text(keys, out)), out));
    }

    /** The first of each weight has the smallest number; only between weights it takes the clock. */
    private Destination chosen(long hash, Route out) {
        Destination first = null;
        double firstRings = Double.POSITIVE_INFINITY;
        for (Peers peers : classes) {
            int at = 0;
            long least = Long.MAX_VALUE;
            for (int i = 0; i < peers.size; i++) {
                long number = KeyHash.mixed(hash ^ peers.seeds[i]) >>> 1;
                if (number < least) {
                    least = number;
                    at = i;
                }
            }
            out.countSteps(peers.size);
            if (classes.length == 1) {
                return peers.destinations[at];
            }
            double rings = -StrictMath.log1p(-(least + 0.5) * UNIT) / peers.weight;
            if (first == null || rings < firstRings) {
                first = peers.destinations[at];
                firstRings = rings;
            }
        }
        return first;
    }

    /** What decides for this message; where it has no such header or property all go one way, as in RabbitMQ. */
    private String text(RoutingKeys keys, Route out) {
        if (header != null) {
            FieldValue value = out.headers().get(header);
            return value == null ? "" : value.type() == FieldType.VOID ? "" : ErlangTerms.text(value);
        }
        if (property == null) {
            return keys.get(0);
        }
        MessageProperties properties = out.properties();
        String text = properties == null
                ? null
                : switch (property) {
                    case "message_id" -> properties.messageId();
                    case "correlation_id" -> properties.correlationId();
                    default -> {
                        Long seconds = properties.timestamp();
                        yield seconds == null ? null : Long.toUnsignedString(seconds);
                    }
                };
        return text == null ? "" : text;
    }

    @Override
    public boolean isEmpty() {
        return bindings.isEmpty() && byWeight.isEmpty() && classes.length == 0;
    }
}
