package io.leveret.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicIndexTest {
    private final TopicIndex index = new TopicIndex();

    private static Binding pattern(String pattern, String queue) {
        return new Binding("t", DestinationKind.QUEUE, queue, pattern, null);
    }

    private Destination bind(String pattern, String queue) {
        Destination destination = new Destination(new NamedQueue(queue));
        index.add(pattern(pattern, queue), destination);
        return destination;
    }

    private Route route(String key) {
        Route route = new Route();
        index.route(RoutingKeys.of(key), route);
        return route;
    }

    /** Each line was asked of RabbitMQ 4.0.5. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            nullValues = "-",
            value = {
                "- - true",
                "# - true",
                "* - false",
                "a.* a. true",
                "a.# a. true",
                "a. a. true",
                "*.* . true",
                ". . true",
                "#.a.#.a.# a false",
                "#.a.#.a.# a.a true",
                "a.#.b a.b true",
                "*.# - false",
                "#.* a true",
                "* * true",
                "# # true",
                "a * false",
                "a.*.c a..c true"
            })
    void matchesAsRabbitMqDoes(String pattern, String key, boolean matches) {
        bind(pattern == null ? "" : pattern, "q");
        assertThat(route(key == null ? "" : key).size()).isEqualTo(matches ? 1 : 0);
    }

    @Test
    void wildcardsAreWholeWords() {
        bind("a*.b#", "q");
        assertThat(route("a*.b#").size()).isEqualTo(1);
        assertThat(route("ax.bx").size()).isZero();
    }

    @Test
    void everyKeyOfAMessageIsTried() {
        bind("a.*", "q1");
        bind("b.#", "q2");
        bind("#", "q3");
        bind("c", "q4");
        Route route = new Route();
        index.route(RoutingKeys.of("a.x", List.of("b", "b.x")), route);
        assertThat(NamedQueue.namesIn(route)).containsExactly("q1", "q2", "q3");
    }

    @Test
    void agreesWithTheNaiveMatcherWhileBindingsComeAndGo() {
        Seeded.run(150, random -> {
            TopicIndex tried = new TopicIndex();
            Route route = new Route();
            List<Binding> bindings = new ArrayList<>();
            List<Destination> destinations = new ArrayList<>();
            for (int step = 0; step < 60; step++) {
                if (bindings.isEmpty() || random.nextInt(3) > 0) {
                    Binding binding = pattern(randomKey(random, true), "q" + step);
                    bindings.add(binding);
                    destinations.add(new Destination(new NamedQueue(binding.destination())));
                    tried.add(binding, destinations.get(destinations.size() - 1));
                } else {
                    int removed = random.nextInt(bindings.size());
                    tried.remove(bindings.remove(removed), destinations.remove(removed));
                }
                for (int i = 0; i < 5; i++) {
                    checkAgainstNaive(tried, bindings, randomKey(random, random.nextInt(8) == 0), route);
                }
            }
            while (!bindings.isEmpty()) {
                int removed = random.nextInt(bindings.size());
                tried.remove(bindings.remove(removed), destinations.remove(removed));
            }
            assertThat(tried.nodes()).isZero();
            assertThat(tried.isEmpty()).isTrue();
        });
    }

    private static void checkAgainstNaive(TopicIndex tried, List<Binding> bindings, String key, Route route) {
        Set<String> expected = new TreeSet<>();
        for (Binding binding : bindings) {
            if (NaiveMatch.topic(binding.routingKey(), key)) {
                expected.add(binding.destination());
            }
        }
        route.clear();
        tried.route(RoutingKeys.of(key), route);
        assertThat(NamedQueue.namesIn(route))
                .as("key '%s' over %s", key, bindings)
                .isEqualTo(expected);
    }

    private static String randomKey(Random random, boolean wildcards) {
        String[] alphabet = wildcards ? new String[] {"a", "b", "", "*", "#", "#", "*"} : new String[] {"a", "b", ""};
        List<String> words = new ArrayList<>();
        for (int i = random.nextInt(7); i > 0; i--) {
            words.add(alphabet[random.nextInt(alphabet.length)]);
        }
        return String.join(".", words);
    }

    @Test
    void manyWordsOfOneNodeComeAndGo() {
        Seeded.run(10, random -> {
            TopicIndex tried = new TopicIndex();
            List<String> present = new ArrayList<>();
            List<Destination> destinations = new ArrayList<>();
            for (int step = 0; step < 2000; step++) {
                boolean growing = step < 1200;
                if (present.isEmpty() || random.nextInt(10) < (growing ? 8 : 1)) {
                    String word = "w" + step;
                    present.add(word);
                    destinations.add(new Destination(new NamedQueue(word)));
                    tried.add(pattern(word, word), destinations.get(destinations.size() - 1));
                } else {
                    int removed = random.nextInt(present.size());
                    String word = present.remove(removed);
                    tried.remove(pattern(word, word), destinations.remove(removed));
                }
                assertThat(tried.nodes()).isEqualTo(present.size());
            }
            for (String word : present) {
                Route route = new Route();
                tried.route(RoutingKeys.of(word), route);
                assertThat(NamedQueue.namesIn(route)).containsExactly(word);
            }
        });
    }

    @Test
    void removingAnUnknownPatternChangesNothing() {
        Destination destination = bind("a.b", "q");
        index.remove(pattern("a", "q"), destination);
        index.remove(pattern("a.b.c", "q"), destination);
        index.remove(pattern("a.#", "q"), destination);
        assertThat(route("a.b").size()).isEqualTo(1);
        index.remove(pattern("a.b", "q"), destination);
        assertThat(index.isEmpty()).isTrue();
    }

    @Test
    void workDoesNotGrowWithPatternsThatDoNotMatch() {
        bind("stock.*.nyse", "q1");
        bind("stock.#", "q2");
        long alone = route("stock.ibm.nyse").steps();
        for (int i = 0; i < 100_000; i++) {
            bind("stock.n" + i + ".#.x", "other");
            bind("other" + i + ".*", "other");
        }
        Route crowded = route("stock.ibm.nyse");
        assertThat(crowded.steps()).isEqualTo(alone);
        assertThat(NamedQueue.namesIn(crowded)).containsExactly("q1", "q2");
    }

    @Test
    void manyHashesDoNotMultiplyTheWork() {
        String key = "a.".repeat(126) + "a";
        bind("#.a.".repeat(60) + "#.b", "never");
        bind("#.a.#.a.#.a.#", "q");
        Route route = route(key);
        assertThat(NamedQueue.namesIn(route)).containsExactly("q");
        // 127 words, and fewer than 70 "#" nodes with the literal before each.
        assertThat(route.steps()).isLessThan(127 * 140);
    }
}
