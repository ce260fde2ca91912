package io.leveret.management.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.metrics.Groups.Sourced;
import io.leveret.management.metrics.TextFormat.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table in {@code docs/metrics.md} is what is served; {@code make metrics-page} writes it anew. */
class MetricsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final String BEGIN = "<!-- families -->\n";
    private static final String END = "<!-- end -->\n";

    /** A family at both endpoints; null where it is not. */
    private record Row(Family together, Family each, String help) {
        private Family any() {
            return together == null ? each : together;
        }
    }

    @Test
    void thePageNamesWhatIsServed() throws Exception {
        String page = Files.readString(PAGE);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END);
        String table = table();
        if (System.getProperty("metrics.page", "").equals("write")) {
            Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
        } else {
            assertThat(page.substring(from, to)).as("make metrics-page").isEqualTo(table);
        }
    }

    @Test
    void everyGroupIsOnThePage() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(Stream.of(Groups.NODE, Groups.OBJECTS, Groups.CLUSTER, List.of(Groups.CONSUMER_COUNT))
                        .flatMap(List::stream)
                        .map(each -> each.group().name()))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    private static String table() throws Exception {
        Map<String, Row> rows = new LinkedHashMap<>();
        String together = ScrapedText.text(Endpoint.AGGREGATED, SomeFigures.some());
        String each = ScrapedText.text(Endpoint.PER_OBJECT, SomeFigures.some());
        Map<String, String> helps = new HashMap<>(helps(together));
        helps.putAll(helps(each));
        Map<String, Family> perObject = TextFormat.read(each);
        TextFormat.read(together)
                .forEach((name, family) -> rows.put(name, new Row(family, perObject.get(name), helps.get(name))));
        perObject.forEach((name, family) -> rows.putIfAbsent(name, new Row(null, family, helps.get(name))));
        StringBuilder table = new StringBuilder();
        table.append("| family | type | labels | of each object | group | what |\n|---|---|---|---|---|---|\n");
        Map<String, String> groups = groups();
        rows.forEach((name, row) -> table.append("| `%s` | %s | %s | %s | %s | %s |\n"
                .formatted(
                        name,
                        row.any().type(),
                        labels(row.together()),
                        labels(row.each()),
                        groups.getOrDefault(name, ""),
                        row.help())));
        return table.toString();
    }

    private static Map<String, String> helps(String text) {
        return text.lines()
                .filter(line -> line.startsWith("# HELP "))
                .map(line -> line.split(" ", 4))
                .collect(Collectors.toMap(words -> words[2], words -> words[3]));
    }

    private static Map<String, String> groups() {
        Map<String, String> groups = new HashMap<>();
        for (List<Sourced<?>> some : List.of(Groups.NODE, Groups.OBJECTS)) {
            for (Sourced<?> each : some) {
                each.group()
                        .metrics()
                        .forEach(metric -> groups.put(
                                "rabbitmq_" + metric.name(), "`" + each.group().name() + "`"));
            }
        }
        return groups;
    }

    private static String labels(Family family) {
        if (family == null) {
            return "not there";
        }
        TreeSet<String> names = family.samples().stream()
                .flatMap(sample -> sample.labels().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        return names.isEmpty() ? "" : "`" + String.join("`, `", names) + "`";
    }
}
