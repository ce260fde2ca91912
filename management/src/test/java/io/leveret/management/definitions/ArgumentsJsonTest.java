package io.leveret.management.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.DecimalValue;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.LongString;
import io.leveret.management.admin.AdminException;
import io.leveret.management.json.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Arguments in files of definitions: no deeper than clients may send them, and whatever is written is read. */
class ArgumentsJsonTest {
    private static boolean isTaken(String json) {
        Problems problems = new Problems();
        ArgumentsJson.read("arguments", Json.read(json), List.of(), problems);
        try {
            problems.refuseIfAny();
            return true;
        } catch (AdminException e) {
            return false;
        }
    }

    @Test
    void asDeepAsTablesMayBeAndNoDeeper() {
        int most = FieldTable.MAX_DEPTH;
        assertThat(isTaken("{\"a\":".repeat(most) + "1" + "}".repeat(most))).isTrue();
        assertThat(isTaken("{\"a\":".repeat(most + 1) + "1" + "}".repeat(most + 1)))
                .isFalse();
        assertThat(isTaken("{\"a\":" + "[".repeat(most - 1) + "1" + "]".repeat(most - 1) + "}"))
                .isTrue();
        assertThat(isTaken("{\"a\":" + "[".repeat(most) + "1" + "]".repeat(most) + "}"))
                .isFalse();
    }

    @Test
    void noValueIsAValue() throws AdminException {
        FieldTable arguments = FieldTable.builder()
                .value("alone", FieldValue.VOID)
                .value("listed", FieldValue.of(List.of(FieldValue.VOID)))
                .build();
        assertThat(through(arguments)).isEqualTo(arguments);
    }

    @Test
    void noValueIsWrittenAsTheTextThatRabbitMqWritesAndItsPlaceBesides() {
        FieldTable inner = FieldTable.builder().value("in", FieldValue.VOID).build();
        FieldTable arguments = FieldTable.builder()
                .value("alone", FieldValue.VOID)
                .value("listed", FieldValue.of(List.of(FieldValue.of(1L), FieldValue.VOID)))
                .value("table", FieldValue.of(inner))
                .value("text", FieldValue.of("undefined"))
                .build();
        assertThat(Json.write(ArgumentsJson.write(arguments)))
                .isEqualTo("{\"alone\":\"undefined\",\"listed\":[1,\"undefined\"],"
                        + "\"table\":{\"in\":\"undefined\"},\"text\":\"undefined\"}");
        assertThat(ArgumentsJson.voids(arguments)).containsExactly("alone", "listed[1]", "table.in");
    }

    @Test
    void nullIsReadAsNoValueAndTheTextWhereItIsToldToBe() throws AdminException {
        Problems problems = new Problems();
        Object json = Json.read("{\"a\":null,\"b\":\"undefined\",\"c\":\"undefined\",\"d\":\"x\"}");
        FieldTable read = ArgumentsJson.read("p", json, List.of("b", "d"), problems);
        problems.refuseIfAny();
        assertThat(read.get("a")).isEqualTo(FieldValue.VOID);
        assertThat(read.get("b")).isEqualTo(FieldValue.VOID);
        assertThat(read.get("c")).isEqualTo(FieldValue.of("undefined"));
        assertThat(read.get("d")).isEqualTo(FieldValue.of("x"));
    }

    /** What {@link ArgumentsJson} makes of arguments by way of a file. */
    private static FieldTable through(FieldTable arguments) throws AdminException {
        Problems problems = new Problems();
        Object json = Json.read(Json.write(ArgumentsJson.write(arguments)));
        FieldTable read = ArgumentsJson.read("arguments", json, ArgumentsJson.voids(arguments), problems);
        problems.refuseIfAny();
        return read;
    }

    /**
     * Whatever clients can declare with, types may be wider afterwards; what was read once comes out as it is. Times
     * are numbers, decimals doubles, bytes texts.
     */
    @Test
    void whatIsWrittenIsReadWhateverItsType() {
        long first = Long.getLong("seed", System.nanoTime());
        int runs = Long.getLong("seed") == null ? 2_000 : 1;
        Set<FieldType> seen = EnumSet.noneOf(FieldType.class);
        for (long seed = first; seed < first + runs; seed++) {
            FieldTable arguments = table(new Random(seed), 1, seen);
            try {
                FieldTable read = through(arguments);
                assertThat(read.size()).isEqualTo(arguments.size());
                arguments.forEach((name, value) -> assertSame(value, read.get(name)));
                FieldTable again = through(read);
                assertThat(through(again)).isEqualTo(again);
            } catch (AdminException | RuntimeException | AssertionError e) {
                throw new AssertionError("fails with -Dseed=" + seed + ": " + e, e);
            }
        }
        if (runs > 1) {
            assertThat(seen).containsExactlyInAnyOrder(FieldType.values());
        }
    }

    private static void assertSame(FieldValue written, FieldValue read) {
        switch (written.type()) {
            case TABLE -> {
                assertThat(read.asTable().size()).isEqualTo(written.asTable().size());
                written.asTable()
                        .forEach((name, value) ->
                                assertSame(value, read.asTable().get(name)));
            }
            case ARRAY -> {
                assertThat(read.asArray()).hasSameSizeAs(written.asArray());
                for (int i = 0; i < written.asArray().size(); i++) {
                    assertSame(written.asArray().get(i), read.asArray().get(i));
                }
            }
            case LONGSTR, BOOL, VOID -> assertThat(read).isEqualTo(written);
            case BINARY -> assertThat(read.asString()).isNotNull();
            case FLOAT, DOUBLE ->
                assertThat(read).isEqualTo(new FieldValue(FieldType.DOUBLE, ((Number) written.value()).doubleValue()));
            case DECIMAL ->
                assertThat(read.value())
                        .isEqualTo(
                                ((DecimalValue) written.value()).toBigDecimal().doubleValue());
            default -> assertThat(read).isEqualTo(FieldValue.of(((Number) written.value()).longValue()));
        }
    }

    private static FieldTable table(Random random, int depth, Set<FieldType> seen) {
        FieldTable.Builder table = FieldTable.builder();
        int size = random.nextInt(6);
        for (int i = 0; i < size; i++) {
            table.value("n" + i + text(random), value(random, depth, seen));
        }
        return table.build();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.appendCodePoint(
                    "a\"\\\n\u0000\u00e4\u20ac\ud83d\ude00".codePoints().toArray()[random.nextInt(8)]);
        }
        return text.toString();
    }

    private static FieldValue value(Random random, int depth, Set<FieldType> seen) {
        FieldType type = FieldType.values()[random.nextInt(FieldType.values().length)];
        if (depth >= 4 && (type == FieldType.TABLE || type == FieldType.ARRAY)) {
            return FieldValue.of(true);
        }
        seen.add(type);
        long number = random.nextLong() >> random.nextInt(64);
        byte[] bytes = new byte[random.nextInt(4)];
        random.nextBytes(bytes);
        return switch (type) {
            case LONGSTR -> FieldValue.of(text(random));
            case BINARY -> new FieldValue(type, LongString.of(bytes));
            case SIGNEDINT -> FieldValue.of((int) number);
            case DECIMAL -> new FieldValue(type, new DecimalValue(random.nextInt(256), number & 0xFFFF_FFFFL));
            case TIMESTAMP -> FieldValue.ofTimestamp(number);
            case TABLE -> FieldValue.of(table(random, depth + 1, seen));
            case ARRAY -> {
                List<FieldValue> elements = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    elements.add(value(random, depth + 1, seen));
                }
                yield FieldValue.of(elements);
            }
            case BYTE -> new FieldValue(type, (byte) number);
            case UNSIGNEDBYTE -> new FieldValue(type, (short) (number & 0xFF));
            case SHORT -> new FieldValue(type, (short) number);
            case UNSIGNEDSHORT -> new FieldValue(type, (int) (number & 0xFFFF));
            case UNSIGNEDINT -> new FieldValue(type, number & 0xFFFF_FFFFL);
            case LONG -> FieldValue.of(number);
            case FLOAT -> new FieldValue(type, (float) random.nextGaussian() * number);
            case DOUBLE -> new FieldValue(type, random.nextGaussian() * number);
            case BOOL -> FieldValue.of(random.nextBoolean());
            case VOID -> FieldValue.VOID;
        };
    }
}
