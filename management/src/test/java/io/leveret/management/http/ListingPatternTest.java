package io.leveret.management.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.management.json.Json;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** What clients ask of lists: patterns that would take for ever, columns that are none. */
class ListingPatternTest {
    private static final Listing<String> NAMES = new Listing<>(name -> name, name -> Map.of("name", name));

    private static String ask(Map<String, List<String>> query) throws Exception {
        Request request = new Request(null, Map.of(), query, Map.of(), new byte[0]);
        Response response = NAMES.answer(request, List.of("a".repeat(200) + "b", "q1"));
        return Json.write(((Response.Body.JsonValue) response.body()).value());
    }

    @Test
    void aPatternThatBacktracksElsewhereTakesNoTimeHere() {
        Map<String, List<String>> query =
                Map.of("use_regex", List.of("true"), "name", List.of("(.*.*.*.*.*.*.*.*.*.*)c$"));
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(ask(query)).isEqualTo("[]"));
    }

    /** It would be compiled into more than there is memory for, which ends the process. */
    @Test
    void aPatternThatRepeatsRepetitionsIsRefused() {
        Map<String, List<String>> query =
                Map.of("use_regex", List.of("true"), "name", List.of("(((x{1000}){1000}){100})"));
        assertThatThrownBy(() -> ask(query)).isInstanceOf(ApiException.class);
    }

    /** What is linear in the names and in the pattern is much with many names and a long pattern. */
    @Test
    void aPatternThatTakesTooLongIsGivenUp() {
        Map<String, List<String>> query = Map.of("use_regex", List.of("true"), "name", List.of("(a?){1000}(a?){300}c"));
        Request request = new Request(null, Map.of(), query, Map.of(), new byte[0]);
        List<String> names = Collections.nCopies(100_000, "a".repeat(255));
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> NAMES.answer(request, names))
                        .isInstanceOf(ApiException.class)
                        .hasMessageContaining("too long"));
    }

    @Test
    void aPatternThatLooksAroundIsRefused() {
        Map<String, List<String>> query = Map.of("use_regex", List.of("true"), "name", List.of("(?=q)1"));
        assertThatThrownBy(() -> ask(query)).isInstanceOf(ApiException.class);
    }

    @Test
    void columnsThatAreNoneAreLeftOut() throws Exception {
        for (String columns : List.of(".", "..", ",", "name,name.x", "name.x,name")) {
            assertThat(ask(Map.of("columns", List.of(columns)))).as(columns).startsWith("[");
        }
    }
}
