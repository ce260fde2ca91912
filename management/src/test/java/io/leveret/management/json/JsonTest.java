package io.leveret.management.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void filesMayBeALittleDeeperThanWhatIsSet() {
        String deep = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
        assertThat(Json.readFile("{\"parameters\":[{\"value\":" + deep + "}]}")).isNotNull();
        assertThatThrownBy(() -> Json.read("[" + deep + "]")).isInstanceOf(IllegalArgumentException.class);
    }

    /** Commas in a text are no values: a body that is published may be full of them. */
    @Test
    void whatSomebodySendsHasALimitOfValuesAndNoneOfCommas() {
        assertThat(Json.readSent("{\"payload\":\"" + ",".repeat(1_000_000) + "\"}"))
                .isNotNull();
        String many = "[" + "0,".repeat(Json.MOST_SENT_TOKENS) + "0]";
        assertThat(Json.read(many)).isNotNull();
        assertThatThrownBy(() -> Json.readSent(many)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyKindOfValueComesBack() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text", "a\"\n\u00e9");
        value.put("number", 9_007_199_254_740_993L);
        value.put("fraction", 0.5);
        value.put("yes", true);
        value.put("nothing", null);
        value.put("list", Arrays.asList(1L, List.of(), Map.of()));
        assertThat(Json.read(Json.write(value))).isEqualTo(value);
    }

    @Test
    void thereAreNoSpaces() {
        assertThat(Json.write(Json.read(" { \"a\" : [ 1 , 2 ] } "))).isEqualTo("{\"a\":[1,2]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "{", "{} {}", "{\"a\":}", "[1,]"})
    void whatIsNotOneValueIsRefused(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsTooDeepIsRefused() {
        String deep = "[".repeat(Json.MAX_DEPTH + 1) + "]".repeat(Json.MAX_DEPTH + 1);
        assertThatThrownBy(() -> Json.read(deep)).isInstanceOf(IllegalArgumentException.class);
    }
}
