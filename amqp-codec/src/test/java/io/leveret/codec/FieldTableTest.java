package io.leveret.codec;

import static io.leveret.codec.Samples.wire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldTableTest {
    @Test
    void whatIsWrittenIsReadAgain() {
        Seeded.runs(2000, random -> {
            FieldTable table = Samples.table(random, 5);
            byte[] bytes = table.toBytes();
            assertThat(decode(bytes)).isEqualTo(table).hasSameHashCodeAs(table);
            assertThat(FieldTable.fromBytes(bytes).toBytes()).isEqualTo(bytes);
        });
    }

    @Test
    void damagedInputIsRefusedAndNeverReadBeyond() {
        Seeded.runs(20_000, random -> {
            byte[] mutant = Samples.mutated(Samples.table(random, 4).toBytes(), random);
            try {
                FieldTable table = decode(mutant);
                assertThat(decode(table.toBytes())).isEqualTo(table);
            } catch (AmqpException e) {
                assertThat(e.code()).isEqualTo(ReplyCode.SYNTAX_ERROR);
                assertThatThrownBy(() -> FieldTable.fromBytes(mutant)).isInstanceOf(IllegalArgumentException.class);
            }
        });
    }

    @Test
    void readsEachTypeLetterAsRabbitMqDoes() throws Exception {
        assertValue(FieldValue.of("hé"), wire("S", 0, 0, 0, 3, "hé"));
        assertValue(FieldValue.of(-2), wire("I", 255, 255, 255, 254));
        assertValue(new FieldValue(FieldType.UNSIGNEDINT, 0xFFFF_FFFEL), wire("i", 255, 255, 255, 254));
        assertValue(new FieldValue(FieldType.BYTE, (byte) -1), wire("b", 255));
        assertValue(new FieldValue(FieldType.UNSIGNEDBYTE, (short) 255), wire("B", 255));
        assertValue(new FieldValue(FieldType.SHORT, (short) -1), wire("s", 255, 255));
        assertValue(new FieldValue(FieldType.UNSIGNEDSHORT, 65535), wire("u", 255, 255));
        assertValue(FieldValue.of(258L), wire("l", 0, 0, 0, 0, 0, 0, 1, 2));
        assertValue(FieldValue.ofTimestamp(258L), wire("T", 0, 0, 0, 0, 0, 0, 1, 2));
        assertValue(new FieldValue(FieldType.FLOAT, 1.5f), wire("f", 0x3F, 0xC0, 0, 0));
        assertValue(new FieldValue(FieldType.DOUBLE, -2.0), wire("d", 0xC0, 0, 0, 0, 0, 0, 0, 0));
        assertValue(FieldValue.of(true), wire("t", 1));
        assertValue(new FieldValue(FieldType.BINARY, LongString.of("xy")), wire("x", 0, 0, 0, 2, "xy"));
        assertValue(FieldValue.VOID, wire("V"));
        assertValue(new FieldValue(FieldType.DECIMAL, new DecimalValue(2, 314)), wire("D", 2, 0, 0, 1, 58));
        assertValue(
                FieldValue.of(FieldTable.builder().bool("k", false).build()), wire("F", 0, 0, 0, 4, 1, "k", "t", 0));
        assertValue(FieldValue.of(List.of(FieldValue.VOID, FieldValue.of(true))), wire("A", 0, 0, 0, 3, "Vt", 1));
    }

    @Test
    void capitalLongAndAnyTruthAreWrittenTheOneWay() throws Exception {
        assertThat(decode(wire(1, "a", "L", 0, 0, 0, 0, 0, 0, 0, 1)).toBytes())
                .isEqualTo(wire(1, "a", "l", 0, 0, 0, 0, 0, 0, 0, 1));
        assertThat(decode(wire(1, "a", "t", 5)).toBytes()).isEqualTo(wire(1, "a", "t", 1));
    }

    @Test
    void namesOfTypesAreRabbitMqs() {
        assertThat(FieldType.SIGNEDINT.rabbitName()).isEqualTo("signedint");
        assertThat(List.of(FieldType.values()))
                .allSatisfy(type ->
                        assertThat(type.rabbitName()).isEqualTo(type.name().toLowerCase(java.util.Locale.ROOT)));
    }

    @Test
    void bytesThatAreNotTextSurvive() throws Exception {
        byte[] bytes = {2, (byte) 0xC3, (byte) 0x28, 'S', 0, 0, 0, 2, (byte) 0xFF, (byte) 0x80};
        assertThat(decode(bytes).toBytes()).isEqualTo(bytes);
    }

    @Test
    void theFirstOfEqualNamesIsFoundAndAllAreKept() throws Exception {
        byte[] twice = wire(1, "a", "t", 1, 1, "a", "t", 0);
        assertThat(decode(twice).bool("a")).isTrue();
        assertThat(decode(twice).toBytes()).isEqualTo(twice);

        FieldTable.Builder many = FieldTable.builder();
        for (int i = 0; i < 40; i++) {
            many.integer("n" + i % 20, i);
        }
        assertThat(many.build().integer("n7")).isEqualTo(7);
        assertThat(many.build().size()).isEqualTo(40);
        assertThat(many.build().get("n20")).isNull();
    }

    @Test
    void typedReadersSeeTheirTypeAlone() {
        FieldTable inner = FieldTable.builder().bool("x", true).build();
        FieldTable table = FieldTable.builder()
                .string("s", "text")
                .integer("i", -5)
                .longInteger("l", 1L << 40)
                .bool("b", true)
                .table("t", inner)
                .array("a", List.of(FieldValue.of(1)))
                .value("ts", FieldValue.ofTimestamp(9))
                .value("v", FieldValue.VOID)
                .build();
        assertThat(table.string("s")).isEqualTo("text");
        assertThat(table.string("i")).isNull();
        assertThat(table.integer("i")).isEqualTo(-5);
        assertThat(table.integer("l")).isEqualTo(1L << 40);
        assertThat(table.integer("ts")).isNull();
        assertThat(table.bool("b")).isTrue();
        assertThat(table.bool("s")).isNull();
        assertThat(table.table("t")).isEqualTo(inner);
        assertThat(table.table("absent")).isNull();
        assertThat(table.array("a")).containsExactly(FieldValue.of(1));
        assertThat(table.array("t")).isNull();
        assertThat(table.contains("v")).isTrue();
        assertThat(table.contains("absent")).isFalse();
        assertThat(new DecimalValue(2, 314).toBigDecimal()).isEqualTo(new BigDecimal("3.14"));
    }

    @Test
    void nestingIsLimited() throws Exception {
        assertThat(decode(nestedTables(FieldTable.MAX_DEPTH))).isNotNull();
        assertSyntaxError(nestedTables(FieldTable.MAX_DEPTH + 1), "nested deeper than 16");
        assertThat(decode(nestedArrays(FieldTable.MAX_DEPTH))).isNotNull();
        assertSyntaxError(nestedArrays(FieldTable.MAX_DEPTH + 1), "nested deeper than 16");
        assertSyntaxError(nestedTables(5000), "nested deeper than 16");
    }

    @Test
    void theNumberOfEntriesIsLimitedOverAllLevels() throws Exception {
        List<FieldValue> voids = Collections.nCopies(FieldTable.MAX_ENTRIES - 1, FieldValue.VOID);
        FieldTable most = FieldTable.builder().array("a", voids).build();
        assertThat(decode(most.toBytes())).isEqualTo(most);

        FieldTable tooMany = most.toBuilder().bool("b", true).build();
        assertSyntaxError(tooMany.toBytes(), "more than 4096 entries");
        assertThat(FieldTable.fromBytes(tooMany.toBytes())).isEqualTo(tooMany);
    }

    @Test
    void lengthsBeyondTheBytesAreRefused() {
        assertSyntaxError(wire(1, "a", "S", 0x7F, 255, 255, 255), "cut off");
        assertSyntaxError(wire(1, "a", "S", 255, 255, 255, 255), "cut off");
        assertSyntaxError(wire(1, "a", "F", 0, 0, 0, 5, 1, "b", "t", 1), "cut off");
        assertSyntaxError(wire(1, "a", "F", 0, 0, 0, 3, 1, "b", "t", 1), "cut off");
        assertSyntaxError(wire(200, "a"), "cut off");
        assertSyntaxError(wire(1, "a"), "cut off");
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        assertSyntaxError(wire(1, "a", "d", 0x7F, 0xF8, 0, 0, 0, 0, 0, 0), "not a finite number");
        assertSyntaxError(wire(1, "a", "f", 0xFF, 0x80, 0, 0), "not a finite number");
        assertThatThrownBy(() -> new FieldValue(FieldType.DOUBLE, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void valuesFitTheirTypes() {
        assertThatThrownBy(() -> new FieldValue(FieldType.LONG, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FieldValue(FieldType.UNSIGNEDBYTE, (short) 256))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FieldValue(FieldType.UNSIGNEDINT, -1L))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FieldValue(FieldType.VOID, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FieldTable.builder().bool("x".repeat(256), true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void buildersReplaceAndRemove() {
        FieldTable table = FieldTable.builder()
                .integer("a", 1)
                .integer("b", 2)
                .integer("a", 3)
                .build();
        FieldTable replaced = table.toBuilder().replace("a", FieldValue.of(9)).build();
        assertThat(replaced)
                .isEqualTo(FieldTable.builder().integer("a", 9).integer("b", 2).build());
        assertThat(table.toBuilder().remove("a").build())
                .isEqualTo(FieldTable.builder().integer("b", 2).build());
        assertThat(table.toBuilder().replace("c", FieldValue.VOID).build().size())
                .isEqualTo(4);
    }

    @Test
    void sortsByTheBytesOfNames() {
        FieldTable table = FieldTable.builder()
                .integer("é", 1)
                .integer("z", 2)
                .integer("a", 3)
                .build();
        assertThat(table.sortedByName())
                .isEqualTo(FieldTable.builder()
                        .integer("a", 3)
                        .integer("z", 2)
                        .integer("é", 1)
                        .build());
        assertThat(table.sortedByName()).isNotEqualTo(table);
    }

    @Test
    void writesItsLength() {
        ByteBuf out = Unpooled.buffer();
        FieldTable.builder().bool("a", true).build().write(out);
        assertThat(Samples.contents(out)).isEqualTo(wire(0, 0, 0, 4, 1, "a", "t", 1));
    }

    private static void assertValue(FieldValue value, byte[] encoded) throws AmqpException {
        byte[] bytes = Samples.contents(Unpooled.wrappedBuffer(wire(1, "k"), encoded));
        assertThat(decode(bytes).get("k")).isEqualTo(value);
        assertThat(FieldTable.builder().value("k", value).build().toBytes()).isEqualTo(bytes);
    }

    private static void assertSyntaxError(byte[] bytes, String text) {
        assertThatThrownBy(() -> decode(bytes))
                .isInstanceOfSatisfying(
                        AmqpException.class, e -> assertThat(e.code()).isEqualTo(ReplyCode.SYNTAX_ERROR))
                .hasMessageContaining("malformed table: ")
                .hasMessageContaining(text);
    }

    private static byte[] nestedTables(int depth) {
        return nested(depth, "F", wire(1, "t"));
    }

    private static byte[] nestedArrays(int depth) {
        return nested(depth, "A", new byte[0]);
    }

    /** Bytes of a table that holds values of this type one within the other; made without recursion. */
    private static byte[] nested(int depth, String letter, byte[] nameWithin) {
        byte[] inner = new byte[0];
        for (int level = depth; level > 1; level--) {
            byte[] name = level == 2 ? wire(1, "t") : nameWithin;
            byte[] length = Samples.contents(Unpooled.buffer().writeInt(inner.length));
            inner = Samples.contents(Unpooled.wrappedBuffer(name, wire(letter), length, inner));
        }
        return inner;
    }

    private static FieldTable decode(byte[] bytes) throws AmqpException {
        return FieldTable.decode(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    }
}
