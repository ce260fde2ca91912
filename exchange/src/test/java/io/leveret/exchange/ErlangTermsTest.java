package io.leveret.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.DecimalValue;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.LongString;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is expected here was seen in reply texts of RabbitMQ 4.0.5. */
class ErlangTermsTest {
    private static String format(FieldType type, Object value) {
        return ErlangTerms.format(new FieldValue(type, value));
    }

    private static String text(String text) {
        return ErlangTerms.format(FieldValue.of(text));
    }

    @Test
    void textIsQuotedOrListedAsBytes() {
        assertThat(text("")).isEqualTo("<<>>");
        assertThat(text("foo")).isEqualTo("<<\"foo\">>");
        assertThat(text("fé")).isEqualTo("<<\"fé\"/utf8>>");
        assertThat(text("日本")).isEqualTo("<<\"日本\"/utf8>>");
        assertThat(text("a\"b\\c\n")).isEqualTo("<<\"a\\\"b\\\\c\\n\">>");
        assertThat(text("\u0001\u0002")).isEqualTo("<<1,2>>");
        assertThat(text("\u0085\u00a0")).isEqualTo("<<194,133,194,160>>");
        assertThat(format(FieldType.BINARY, LongString.of("any"))).isEqualTo("<<\"any\">>");
    }

    @Test
    void bytesThatAreNoTextAreListed() {
        assertThat(format(FieldType.BINARY, LongString.of(new byte[] {(byte) 0xC3, 'a'})))
                .isEqualTo("<<195,97>>");
    }

    @Test
    void numbersTakeTheShorterNotation() {
        assertThat(format(FieldType.SIGNEDINT, 7)).isEqualTo("7");
        assertThat(format(FieldType.DOUBLE, 1.5)).isEqualTo("1.5");
        assertThat(format(FieldType.DOUBLE, -0.0)).isEqualTo("-0.0");
        assertThat(format(FieldType.DOUBLE, 1e22)).isEqualTo("1.0e22");
        assertThat(format(FieldType.DOUBLE, 1e-7)).isEqualTo("1.0e-7");
        assertThat(format(FieldType.DOUBLE, 100000.0)).isEqualTo("1.0e5");
        assertThat(format(FieldType.DOUBLE, 123456789.0)).isEqualTo("123456789.0");
        assertThat(format(FieldType.FLOAT, 0.1f)).isEqualTo("0.10000000149011612");
        assertThat(format(FieldType.TIMESTAMP, 5L)).isEqualTo("5");
    }

    @Test
    void compoundsShowTheTypesOfTheirElements() {
        FieldTable table = FieldTable.builder()
                .string("k", "v")
                .integer("n", 5)
                .array("a", List.of(FieldValue.of("x"), new FieldValue(FieldType.DOUBLE, 1.5)))
                .build();
        assertThat(ErlangTerms.format(FieldValue.of(table)))
                .isEqualTo("[{<<\"k\">>,longstr,<<\"v\">>},{<<\"n\">>,signedint,5},"
                        + "{<<\"a\">>,array,[{longstr,<<\"x\">>},{double,1.5}]}]");
        assertThat(ErlangTerms.format(FieldValue.of(
                        List.of(FieldValue.of(true), new FieldValue(FieldType.DECIMAL, new DecimalValue(2, 314))))))
                .isEqualTo("[{bool,true},{decimal,{2,314}}]");
        assertThat(ErlangTerms.format(FieldValue.VOID)).isEqualTo("undefined");
    }
}
