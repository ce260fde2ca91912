package io.leveret.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderFinderTest {
    private static final FieldTable OF_ALL_TYPES = FieldTable.builder()
            .string("longstr", "text")
            .integer("signedint", 1)
            .value("decimal", new FieldValue(FieldType.DECIMAL, new DecimalValue(2, 5)))
            .value("timestamp", FieldValue.ofTimestamp(5))
            .table("table", FieldTable.builder().integer("void", 1).build())
            .array("array", List.of(FieldValue.of(1), FieldValue.of("x")))
            .value("byte", new FieldValue(FieldType.BYTE, (byte) 1))
            .value("unsignedbyte", new FieldValue(FieldType.UNSIGNEDBYTE, (short) 1))
            .value("short", new FieldValue(FieldType.SHORT, (short) 1))
            .value("unsignedshort", new FieldValue(FieldType.UNSIGNEDSHORT, 1))
            .value("unsignedint", new FieldValue(FieldType.UNSIGNEDINT, 1L))
            .longInteger("long", 1)
            .value("float", new FieldValue(FieldType.FLOAT, 1f))
            .value("double", new FieldValue(FieldType.DOUBLE, 1d))
            .bool("bool", true)
            .value("binary", new FieldValue(FieldType.BINARY, LongString.of("b")))
            .value("void", FieldValue.VOID)
            .string("last", "is found")
            .integer("last", 2)
            .build();

    private static MessageProperties with(FieldTable headers) {
        byte[] bytes = MessageProperties.builder()
                .contentType("before")
                .headers(headers)
                .messageId("behind")
                .build();
        return new MessageProperties(bytes, bytes.length);
    }

    @Test
    void itFindsTheFirstOfEachNameWhateverStandsBefore() {
        MessageProperties properties = with(OF_ALL_TYPES);
        OF_ALL_TYPES.forEach(
                (name, value) -> assertThat(properties.header(name)).as(name).isEqualTo(OF_ALL_TYPES.get(name)));
    }

    @Test
    void whatIsNotThereIsNull() {
        assertThat(with(OF_ALL_TYPES).header("absent")).isNull();
        assertThat(with(OF_ALL_TYPES).header("las")).isNull();
        assertThat(with(OF_ALL_TYPES).header("lasts")).isNull();
        assertThat(with(FieldTable.EMPTY).header("last")).isNull();
        assertThat(with(null).header("last")).isNull();
    }
}
