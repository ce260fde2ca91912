package io.leveret.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.DecimalValue;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.LongString;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HeadersIndexTest {
    private static Binding binding(String queue, FieldTable arguments) {
        return new Binding("h", DestinationKind.QUEUE, queue, "", arguments);
    }

    private static Destination add(HeadersIndex index, String queue, FieldTable arguments) {
        Destination destination = new Destination(new NamedQueue(queue));
        index.add(binding(queue, arguments), destination);
        return destination;
    }

    private static Route route(HeadersIndex index, FieldTable headers) {
        Route route = new Route();
        route.begin(() -> headers);
        index.route(RoutingKeys.of(""), route);
        return route;
    }

    private static FieldTable table(String match, Object... namesAndValues) {
        FieldTable.Builder table = FieldTable.builder();
        if (match != null) {
            table.string("x-match", match);
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            table.value((String) namesAndValues[i], value(namesAndValues[i + 1]));
        }
        return table.build();
    }

    private static FieldValue value(Object value) {
        if (value instanceof FieldValue given) {
            return given;
        }
        return value instanceof Integer number ? FieldValue.of(number) : FieldValue.of((String) value);
    }

    private static boolean matches(FieldTable arguments, FieldTable headers) {
        HeadersIndex index = new HeadersIndex();
        add(index, "q", arguments);
        return route(index, headers).size() == 1;
    }

    private static boolean valuesMatch(FieldValue argument, FieldValue header) {
        boolean all = matches(table("all", "k", argument, "other", 1), table(null, "k", header, "other", 1));
        assertThat(matches(table("any", "k", argument), table(null, "k", header)))
                .isEqualTo(all);
        return all;
    }

    private static FieldValue of(FieldType type, Object value) {
        return new FieldValue(type, value);
    }

    /** Each line was asked of RabbitMQ 4.0.5. */
    @Test
    void comparesValuesAsRabbitMqDoes() {
        FieldValue one = FieldValue.of(1);
        assertThat(valuesMatch(one, FieldValue.of(1L))).isTrue();
        assertThat(valuesMatch(one, of(FieldType.BYTE, (byte) 1))).isTrue();
        assertThat(valuesMatch(one, of(FieldType.SHORT, (short) 1))).isTrue();
        assertThat(valuesMatch(one, of(FieldType.DOUBLE, 1.0))).isFalse();
        assertThat(valuesMatch(of(FieldType.DOUBLE, 1.0), of(FieldType.FLOAT, 1.0f)))
                .isTrue();
        assertThat(valuesMatch(of(FieldType.DOUBLE, 0.0), of(FieldType.DOUBLE, -0.0)))
                .isFalse();
        assertThat(valuesMatch(FieldValue.of("a"), of(FieldType.BINARY, LongString.of("a"))))
                .isTrue();
        assertThat(valuesMatch(one, FieldValue.of("1"))).isFalse();
        assertThat(valuesMatch(FieldValue.of(true), FieldValue.of("true"))).isFalse();
        assertThat(valuesMatch(
                        of(FieldType.DECIMAL, new DecimalValue(1, 10)),
                        of(FieldType.DECIMAL, new DecimalValue(2, 100))))
                .isFalse();
        assertThat(valuesMatch(one, FieldValue.VOID)).isFalse();
        assertThat(valuesMatch(FieldValue.VOID, one)).isTrue();
        assertThat(valuesMatch(FieldValue.VOID, FieldValue.VOID)).isTrue();
    }

    /** Each line was asked of RabbitMQ 4.0.5. */
    @Test
    void comparesNestedValuesWithTypesAndOrder() {
        FieldValue ab = FieldValue.of(table(null, "a", 1, "b", 2));
        assertThat(valuesMatch(ab, FieldValue.of(table(null, "a", 1, "b", 2)))).isTrue();
        assertThat(valuesMatch(ab, FieldValue.of(table(null, "b", 2, "a", 1)))).isFalse();
        assertThat(valuesMatch(ab, FieldValue.of(table(null, "a", FieldValue.of(1L), "b", 2))))
                .isFalse();
        FieldValue list = FieldValue.of(List.of(FieldValue.of(1)));
        assertThat(valuesMatch(list, FieldValue.of(List.of(FieldValue.of(1))))).isTrue();
        assertThat(valuesMatch(list, FieldValue.of(List.of(FieldValue.of(1L))))).isFalse();
    }

    /** RabbitMQ 4.0.5 multiplies the timestamp of the message, not that of the binding. */
    @Test
    void timestampsOfMessagesCountInMilliseconds() {
        assertThat(valuesMatch(FieldValue.ofTimestamp(1), FieldValue.ofTimestamp(1)))
                .isFalse();
        assertThat(valuesMatch(FieldValue.of(1), FieldValue.ofTimestamp(1))).isFalse();
        assertThat(valuesMatch(FieldValue.of(1000), FieldValue.ofTimestamp(1))).isTrue();
        assertThat(valuesMatch(FieldValue.ofTimestamp(1000), FieldValue.ofTimestamp(1)))
                .isTrue();
        assertThat(valuesMatch(FieldValue.of(-1000L), FieldValue.ofTimestamp(-1)))
                .isFalse();
        assertThat(valuesMatch(FieldValue.ofTimestamp(-1), FieldValue.of(-1L))).isFalse();
    }

    @Test
    void xMatchSaysHowManyAndWhichNamesCount() {
        FieldTable headers = table(null, "a", 1, "x-b", 2);
        assertThat(matches(table("all", "a", 1, "x-b", 3), headers)).isTrue();
        assertThat(matches(table(null, "a", 1, "c", 3), headers)).isFalse();
        assertThat(matches(table("all-with-x", "a", 1, "x-b", 3), headers)).isFalse();
        assertThat(matches(table("all-with-x", "a", 1, "x-b", 2), headers)).isTrue();
        assertThat(matches(table("any", "a", 2, "x-b", 2), headers)).isFalse();
        assertThat(matches(table("any", "a", 1, "c", 2), headers)).isTrue();
        assertThat(matches(table("any-with-x", "a", 2, "x-b", 2), headers)).isTrue();
    }

    @Test
    void noDemandsMatchEverythingForAllAndNothingForAny() {
        assertThat(matches(FieldTable.EMPTY, FieldTable.EMPTY)).isTrue();
        assertThat(matches(table("all", "x-a", 1), FieldTable.EMPTY)).isTrue();
        assertThat(matches(table("any"), table(null, "a", 1))).isFalse();
        assertThat(matches(table("any", "x-a", 1), table(null, "x-a", 1))).isFalse();
        assertThat(matches(table("all-with-x"), table(null, "a", 1))).isTrue();
    }

    @Test
    void ofARepeatedHeaderTheLastCounts() {
        FieldTable headers = table(null, "k", 1, "k", 2, "o", 1);
        assertThat(matches(table("all", "k", 1, "o", 1), headers)).isFalse();
        assertThat(matches(table("all", "k", 2, "o", 1), headers)).isTrue();
        assertThat(matches(table("any", "k", 1), headers)).isFalse();
    }

    @Test
    void headersAreNotLookedAtWhenNoBindingAsks() {
        HeadersIndex index = new HeadersIndex();
        Destination destination = add(index, "q", FieldTable.EMPTY);
        Destination asking = add(index, "q2", table("all", "a", 1));
        assertThat(route(index, FieldTable.EMPTY).dependsOnMessage()).isTrue();
        index.remove(binding("q2", table("all", "a", 1)), asking);
        Route route = new Route();
        route.begin(() -> {
            throw new AssertionError("decoded");
        });
        index.route(RoutingKeys.of(""), route);
        assertThat(route.size()).isEqualTo(1);
        assertThat(route.dependsOnMessage()).isFalse();
        index.remove(binding("q", FieldTable.EMPTY), destination);
        assertThat(index.isEmpty()).isTrue();
    }

    @Test
    void agreesWithTheNaiveMatcherWhileBindingsComeAndGo() {
        Seeded.run(150, random -> {
            HeadersIndex index = new HeadersIndex();
            List<Binding> bindings = new ArrayList<>();
            List<Destination> destinations = new ArrayList<>();
            Destination[] pool = new Destination[10];
            for (int i = 0; i < pool.length; i++) {
                pool[i] = new Destination(new NamedQueue("q" + i));
            }
            for (int step = 0; step < 60; step++) {
                if (bindings.isEmpty() || random.nextInt(3) > 0) {
                    int queue = random.nextInt(pool.length);
                    Binding binding = binding("q" + queue, randomArguments(random));
                    if (!bindings.contains(binding)) {
                        bindings.add(binding);
                        destinations.add(pool[queue]);
                        index.add(binding, pool[queue]);
                    }
                } else {
                    int removed = random.nextInt(bindings.size());
                    index.remove(bindings.remove(removed), destinations.remove(removed));
                }
                for (int i = 0; i < 5; i++) {
                    checkAgainstNaive(index, bindings, randomTable(random, 6).build());
                }
            }
            while (!bindings.isEmpty()) {
                int removed = random.nextInt(bindings.size());
                index.remove(bindings.remove(removed), destinations.remove(removed));
            }
            assertThat(index.isEmpty()).isTrue();
        });
    }

    private static void checkAgainstNaive(HeadersIndex index, List<Binding> bindings, FieldTable headers) {
        Set<String> expected = new TreeSet<>();
        for (Binding binding : bindings) {
            if (NaiveMatch.headers(binding.arguments(), headers)) {
                expected.add(binding.destination());
            }
        }
        assertThat(NamedQueue.namesIn(route(index, headers)))
                .as("headers %s over %s", headers, bindings)
                .isEqualTo(expected);
    }

    private static FieldTable randomArguments(Random random) {
        FieldTable.Builder arguments = randomTable(random, 4);
        String[] matches = {"all", "any", "all-with-x", "any-with-x"};
        if (random.nextInt(5) > 0) {
            arguments.string("x-match", matches[random.nextInt(matches.length)]);
        }
        return arguments.build();
    }

    private static FieldTable.Builder randomTable(Random random, int most) {
        String[] names = {"a", "b", "c", "x-a", "x-b", "x-"};
        FieldValue[] values = {
            FieldValue.of(1),
            FieldValue.of(1L),
            FieldValue.of(2),
            FieldValue.of("1"),
            of(FieldType.BINARY, LongString.of("1")),
            of(FieldType.DOUBLE, 1.0),
            of(FieldType.FLOAT, 1.0f),
            FieldValue.of(true),
            FieldValue.VOID
        };
        FieldTable.Builder table = FieldTable.builder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            table.value(names[random.nextInt(names.length)], values[random.nextInt(values.length)]);
        }
        return table;
    }

    /** Five demands in all combinations: buckets hold several conditions, and each is removed from the middle once. */
    @Test
    void conditionsOfOneBucketGoInAnyOrder() {
        Seeded.run(30, random -> {
            HeadersIndex index = new HeadersIndex();
            List<Binding> bindings = new ArrayList<>();
            List<Destination> destinations = new ArrayList<>();
            for (int subset = 0; subset < 32; subset++) {
                bindings.add(binding("q" + subset, subset(subset)));
                destinations.add(add(index, "q" + subset, subset(subset)));
            }
            while (!bindings.isEmpty()) {
                int removed = random.nextInt(bindings.size());
                index.remove(bindings.remove(removed), destinations.remove(removed));
                checkAgainstNaive(index, bindings, subset(31));
                checkAgainstNaive(index, bindings, subset(random.nextInt(32)));
            }
            assertThat(index.isEmpty()).isTrue();
        });
    }

    private static FieldTable subset(int bits) {
        FieldTable.Builder table = FieldTable.builder();
        for (int i = 0; i < 5; i++) {
            if ((bits >> i & 1) == 1) {
                table.integer("k" + i, i);
            }
        }
        return table.build();
    }

    @Test
    void workDoesNotGrowWithBindingsThatDoNotMatch() {
        HeadersIndex index = new HeadersIndex();
        add(index, "q1", table("all", "format", "pdf", "type", "log"));
        add(index, "q2", table("any", "type", "log"));
        FieldTable headers = table(null, "format", "pdf", "type", "log", "customer", 5);
        long alone = route(index, headers).steps();
        for (int i = 0; i < 100_000; i++) {
            // All share a demand that this message meets, and differ in another.
            add(index, "other", table("all", "format", "pdf", "number", i));
            add(index, "other", table("any", "number", i, "customer", -1 - i));
        }
        Route crowded = route(index, headers);
        assertThat(NamedQueue.namesIn(crowded)).containsExactly("q1", "q2");
        assertThat(crowded.steps()).isLessThanOrEqualTo(alone + 2);
    }

    @Test
    void equalDemandsOfManyQueuesAreJudgedOnce() {
        HeadersIndex index = new HeadersIndex();
        for (int i = 0; i < 1000; i++) {
            add(index, "q" + i, table("all", "a", 1, "b", 2));
        }
        Route route = route(index, table(null, "a", 1, "b", 2));
        assertThat(route.size()).isEqualTo(1000);
        assertThat(route.steps()).isEqualTo(3);
    }
}
