package io.leveret.management.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonShapeTest {
    private final JsonShape shape = JsonShape.of("{\"name\":\"string\",\"size?\":\"number\",\"flag\":\"boolean\","
            + "\"free\":{\"*\":\"number\"},\"list\":[{\"id\":\"number\"}],\"empty\":[],\"what\":\"any\"}");

    @Test
    void whatHasTheShapeLacksNothing() {
        assertThat(shape.lacksText("{\"name\":\"x\",\"size\":1.5,\"flag\":true,\"free\":{\"a\":1},"
                        + "\"list\":[{\"id\":1,\"more\":2}],\"empty\":[1,\"a\"],\"what\":null,\"more\":{}}"))
                .isEmpty();
        assertThat(shape.lacksText("{\"name\":\"\",\"flag\":false,\"free\":{},\"list\":[],\"empty\":[],\"what\":[]}"))
                .isEmpty();
    }

    @Test
    void eachDifferenceIsNamedWithItsPath() {
        List<String> lacks = shape.lacksText("{\"name\":null,\"size\":\"1\",\"free\":{\"a\":\"b\"},"
                + "\"list\":[{\"id\":1},{\"no\":1}],\"empty\":{},\"what\":1}");
        assertThat(lacks)
                .containsExactlyInAnyOrder(
                        ".name: not string but null",
                        ".size: not number but string",
                        ".flag: missing",
                        ".free.a: not number but string",
                        ".list[1].id: missing",
                        ".empty: not an array but object");
    }

    @Test
    void theShapesOfTheSamplesCanBeRead() {
        assertThat(JsonShape.named("whoami").lacks(List.of())).isNotEmpty();
    }
}
