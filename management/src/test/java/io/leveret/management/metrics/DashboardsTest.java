package io.leveret.management.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.metrics.TextFormat.Family;
import io.leveret.management.metrics.TextFormat.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever RabbitMQ's dashboards ask for is there, with the labels that they ask by. */
class DashboardsTest {
    private static final Path QUERIES =
            Path.of("..", "integration-tests", "src", "test", "resources", "dashboard-queries.txt");

    /**
     * Of Erlang's insides, of a load generator, or of a comparison that is over: nothing to be had of a broker here.
     */
    private static final Set<String> NOT_OURS = Set.of(
            "Erlang-BEAM",
            "Erlang-Distribution",
            "Erlang-Distributions-Compare",
            "Erlang-Memory-Allocators",
            "RabbitMQ-PerfTest",
            "inet_tcp_metrics",
            "rabbitmq-exporter_vs_rabbitmq-prometheus");

    /** Without a cluster nothing is replicated, so there is nothing of the kind. */
    private static final Set<String> NOT_YET = Set.of("RabbitMQ-Quorum-Queues-Raft");

    /** Given by who scrapes, or not by anybody. */
    private static final Set<String> LABELS_OF_OTHERS = Set.of("instance", "job", "namespace");

    private static final Pattern MATCHERS = Pattern.compile("(\\w+)?\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!=|!~|=)\\s*\"([^\"]*)\"");
    private static final Pattern CLAUSE =
            Pattern.compile("\\b(by|on|group_left|group_right|without|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern WORD = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\()(?![a-zA-Z0-9_:])");

    private Map<String, Family> families;
    private Set<String> labels;

    /** A query of a dashboard. */
    record Query(String dashboard, String text) {}

    static List<Query> queries() throws IOException {
        try (Stream<String> lines = Files.lines(QUERIES)) {
            return lines.filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", 2))
                    .map(row -> new Query(row[0], row[1]))
                    .toList();
        }
    }

    static List<Query> served() throws IOException {
        return queries().stream()
                .filter(query -> !NOT_OURS.contains(query.dashboard()) && !NOT_YET.contains(query.dashboard()))
                .toList();
    }

    @BeforeEach
    void scrape() throws Exception {
        families = ScrapedText.of(Endpoint.AGGREGATED, SomeFigures.some());
        labels = families.values().stream()
                .flatMap(family -> family.samples().stream())
                .flatMap(sample -> sample.labels().keySet().stream())
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("served")
    void whatAQueryNamesIsThere(Query query) {
        Set<String> names = names(query.text());
        assertThat(names)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(samples(name)).as(name).isNotEmpty());
        Matcher matchers = MATCHERS.matcher(query.text());
        while (matchers.find()) {
            checkMatchers(matchers.group(1), matchers.group(2));
        }
        assertThat(clauseLabels(query.text())).isSubsetOf(union(labels, LABELS_OF_OTHERS));
    }

    /** A value that is not a variable must be one that there is. */
    private void checkMatchers(String name, String text) {
        Matcher matcher = MATCHER.matcher(text);
        while (matcher.find()) {
            String label = matcher.group(1);
            String value = matcher.group(3);
            if (LABELS_OF_OTHERS.contains(label)) {
                continue;
            }
            assertThat(samples(name)).as(name + " " + label + "=" + value).anySatisfy(sample -> {
                assertThat(sample.labels()).containsKey(label);
                if (!value.contains("$")) {
                    assertThat(sample.labels()).containsEntry(label, value);
                }
            });
        }
    }

    private List<Sample> samples(String name) {
        return families.values().stream()
                .flatMap(family -> family.samples().stream())
                .filter(sample -> sample.name().equals(name))
                .toList();
    }

    private static Set<String> clauseLabels(String query) {
        Set<String> found = new HashSet<>();
        Matcher clause = CLAUSE.matcher(query);
        while (clause.find()) {
            Stream.of(clause.group(2).split(",")).map(String::strip).forEach(found::add);
        }
        return found;
    }

    /** The names of metrics: words that are not functions, labels or texts. */
    private static Set<String> names(String query) {
        String bare = CLAUSE.matcher(query)
                .replaceAll(" ")
                .replaceAll("\\{[^}]*}", " ")
                .replaceAll("\\[[^]]*]", " ")
                .replaceAll("\"[^\"]*\"", " ");
        Set<String> names = new TreeSet<>();
        Matcher word = WORD.matcher(bare);
        while (word.find()) {
            names.add(word.group());
        }
        names.removeAll(
                Set.of("sum", "max", "min", "avg", "count", "by", "on", "and", "or", "unless", "bool", "offset"));
        return names;
    }

    private static <T> Set<T> union(Set<T> one, Set<T> other) {
        return Stream.of(one, other).flatMap(Set::stream).collect(Collectors.toSet());
    }

    @Test
    void everyDashboardIsServedOrSaidNotToBe() throws IOException {
        Set<String> all = queries().stream().map(Query::dashboard).collect(Collectors.toSet());
        assertThat(all).isEqualTo(union(union(NOT_OURS, NOT_YET), Set.of("RabbitMQ-Overview", "RabbitMQ-Stream")));
        assertThat(served()).hasSize(78);
    }

    @Test
    void namesAreFoundInQueries() {
        assertThat(names("sum by(a) (rate(x_total{b=\"c\"}[$d]) * on(i, j) group_left(k) y{l=\"m_n\"}) > 5"))
                .containsExactly("x_total", "y");
    }
}
