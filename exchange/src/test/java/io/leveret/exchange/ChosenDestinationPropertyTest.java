package io.leveret.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Exchanges that hand a message to one destination only, under random changes of what is bound. */
class ChosenDestinationPropertyTest {
    private static final String[] TEXTS = new String[200];

    static {
        Arrays.setAll(TEXTS, i -> "key" + i * 7919);
    }

    @Test
    void consistentHashMovesOnlyWhatMustMove() {
        Seeded.run(60, random -> {
            Run run = new Run("x-consistent-hash", random);
            Map<String, Integer> weights = Map.of();
            Map<String, String> owners = Map.of();
            for (int step = 0; step < 60; step++) {
                run.change();
                Map<String, Integer> changed = run.weights();
                Map<String, String> changedOwners = run.owners();
                for (String text : owners.keySet()) {
                    String from = owners.get(text);
                    String to = changedOwners.get(text);
                    if (to != null && !from.equals(to)) {
                        assertThat(changed.getOrDefault(from, 0) < weights.get(from)
                                        || changed.get(to) > weights.getOrDefault(to, 0))
                                .as("%s went from %s to %s: weights %s, now %s", text, from, to, weights, changed)
                                .isTrue();
                    }
                }
                weights = changed;
                owners = changedOwners;
            }
            run.takeAllDown();
        });
    }

    @Test
    void consistentHashDoesNotDependOnTheOrderOfBindings() {
        Seeded.run(60, random -> {
            Run run = new Run("x-consistent-hash", random);
            for (int step = 0; step < 30; step++) {
                run.change();
            }
            Map<String, Integer> weights = run.weights();
            Run again = new Run("x-consistent-hash", random);
            List<String> names = new ArrayList<>(weights.keySet());
            Collections.shuffle(names, random);
            for (String name : names) {
                again.bind(name, weights.get(name).toString());
            }
            assertThat(again.owners()).isEqualTo(run.owners());
        });
    }

    @Test
    void modulusHashCountsThroughTheBindingsByName() {
        Seeded.run(60, random -> {
            Run run = new Run("x-modulus-hash", random);
            for (int step = 0; step < 40; step++) {
                run.change();
                List<String> sorted = new ArrayList<>();
                run.bindings.forEach(binding -> sorted.add(binding.destination()));
                sorted.sort(Comparator.naturalOrder());
                Map<String, String> expected = new HashMap<>();
                for (String text : sorted.isEmpty() ? new String[0] : TEXTS) {
                    expected.put(text, sorted.get((int) Long.remainderUnsigned(KeyHash.of(text), sorted.size())));
                }
                assertThat(run.owners()).isEqualTo(expected);
            }
            run.takeAllDown();
        });
    }

    @Test
    void randomReachesEveryBindingAndNothingElse() {
        Seeded.run(30, random -> {
            Run run = new Run("x-random", random);
            for (int step = 0; step < 40; step++) {
                run.change();
                Set<String> bound = run.weights().keySet();
                Set<String> reached = Set.copyOf(run.owners().values());
                assertThat(bound).containsAll(reached);
                if (step % 10 == 9 && run.bindings.size() < 8) {
                    for (int i = 0; i < 20 && reached.size() < bound.size(); i++) {
                        Set<String> more = new HashSet<>(reached);
                        more.addAll(run.owners().values());
                        reached = more;
                    }
                    assertThat(reached).isEqualTo(bound);
                }
            }
            run.takeAllDown();
        });
    }

    /** A topology with one exchange, and what is bound to it in the order in which it was. */
    private static final class Run {
        private final Topology topology = new Topology("/");
        private final Exchange exchange;
        private final Map<String, NamedQueue> queues = new HashMap<>();
        private final Route route = new Route();
        private final Random random;
        final List<Binding> bindings = new ArrayList<>();

        Run(String type, Random random) throws Exception {
            this.random = random;
            this.exchange = topology.declare(new ExchangeDeclaration("x", type, true, false, false, FieldTable.EMPTY));
        }

        void change() throws Exception {
            int choice = random.nextInt(10);
            if (choice < 6 || bindings.isEmpty()) {
                bind("q" + random.nextInt(8), Integer.toString(1 + random.nextInt(random.nextBoolean() ? 3 : 20)));
            } else if (choice < 9) {
                Binding gone = bindings.remove(random.nextInt(bindings.size()));
                assertThat(topology.unbind(gone).bindings()).containsExactly(gone);
            } else {
                removeQueue(List.copyOf(queues.keySet()).get(random.nextInt(queues.size())));
            }
        }

        void bind(String name, String key) throws Exception {
            if (!queues.containsKey(name)) {
                queues.put(name, new NamedQueue(name));
                topology.addQueue(queues.get(name));
            }
            Binding binding = new Binding("x", DestinationKind.QUEUE, name, key, FieldTable.EMPTY);
            if (topology.bind(binding)) {
                bindings.add(binding);
            }
        }

        private void removeQueue(String name) {
            topology.removeQueue(queues.remove(name));
            bindings.removeIf(binding -> binding.destination().equals(name));
        }

        /** The key of the first binding to each queue. */
        Map<String, Integer> weights() {
            Map<String, Integer> weights = new HashMap<>();
            bindings.forEach(
                    binding -> weights.putIfAbsent(binding.destination(), Integer.parseInt(binding.routingKey())));
            return weights;
        }

        /** Where each text leads; nothing for any of them if nothing is bound. */
        Map<String, String> owners() {
            Map<String, String> owners = new HashMap<>();
            for (String text : TEXTS) {
                topology.route(exchange, RoutingKeys.of(text), Headers.NONE, route);
                assertThat(route.size()).isEqualTo(bindings.isEmpty() ? 0 : 1);
                if (route.size() == 1) {
                    owners.put(text, route.get(0).name());
                }
            }
            return owners;
        }

        void takeAllDown() {
            List.copyOf(queues.keySet()).forEach(this::removeQueue);
            assertThat(exchange.index().isEmpty()).isTrue();
        }
    }
}
