package io.leveret.exchange;

import io.leveret.codec.DecimalValue;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.LongString;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Writes table values the way RabbitMQ's reply texts show them: in the notation of Erlang terms, which clients' tests
 * compare letter by letter. A long nested term is not broken into lines as Erlang's printer would do.
 */
public final class ErlangTerms {
    private ErlangTerms() {}

    /** A value without its type, such as {@code 5}, {@code <<"text">>} or {@code [{<<"name">>,signedint,5}]}. */
    static String format(FieldValue value) {
        return switch (value.type()) {
            case VOID -> "undefined";
            case LONGSTR, BINARY -> binary(((LongString) value.value()).toBytes());
            case TABLE -> table(value.asTable());
            case ARRAY -> array(value);
            case DECIMAL -> {
                DecimalValue decimal = (DecimalValue) value.value();
                yield "{" + decimal.scale() + "," + decimal.unscaled() + "}";
            }
            case FLOAT, DOUBLE -> number(((Number) value.value()).doubleValue());
            case TIMESTAMP -> Long.toUnsignedString((Long) value.value());
            default -> value.value().toString();
        };
    }

    /** Like {@link #format}, a string as its bare text. */
    static String text(FieldValue value) {
        return value.type() == FieldType.LONGSTR || value.type() == FieldType.BINARY
                ? value.value().toString()
                : format(value);
    }

    /** The entries of a table in their order, each as a tuple such as {@code {<<"name">>,signedint,5}}. */
    public static List<String> entries(FieldTable table) {
        List<String> entries = new ArrayList<>(table.size());
        for (Map.Entry<String, FieldValue> entry : table) {
            entries.add("{" + binary(entry.getKey().getBytes(StandardCharsets.UTF_8)) + ","
                    + entry.getValue().type().rabbitName() + "," + format(entry.getValue()) + "}");
        }
        return entries;
    }

    private static String table(FieldTable table) {
        return "[" + String.join(",", entries(table)) + "]";
    }

    private static String array(FieldValue array) {
        StringJoiner terms = new StringJoiner(",", "[", "]");
        for (FieldValue element : array.asArray()) {
            terms.add("{" + element.type().rabbitName() + "," + format(element) + "}");
        }
        return terms.toString();
    }

    /** Erlang takes the shorter of the two notations, and the plain one if both are equally long. */
    private static String number(double value) {
        BigDecimal exact = new BigDecimal(Double.toString(Math.abs(value)));
        String digits = exact.unscaledValue().toString().replaceFirst("(?<=.)0+$", "");
        int exponent = exact.precision() - exact.scale() - 1;
        String scientific = digits.charAt(0) + "." + (digits.length() > 1 ? digits.substring(1) : "0") + "e" + exponent;
        String plain = exact.stripTrailingZeros().toPlainString();
        if (plain.indexOf('.') < 0) {
            plain += ".0";
        }
        String sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
        return sign + (value == 0 ? "0.0" : plain.length() <= scientific.length() ? plain : scientific);
    }

    /** As a binary is written, such as {@code <<"text">>} or {@code <<1,2>>}. */
    static String binary(byte[] bytes) {
        if (bytes.length == 0) {
            return "<<>>";
        }
        StringBuilder quoted = new StringBuilder("<<\"");
        boolean wide = false;
        for (int codePoint : codePoints(bytes)) {
            if (!printable(codePoint)) {
                return numbers(bytes);
            }
            wide |= codePoint > 0x7F;
            appendEscaped(quoted, codePoint);
        }
        return quoted.append(wide ? "\"/utf8>>" : "\">>").toString();
    }

    /** The characters of UTF-8 text; for other bytes one that is not printable. */
    private static int[] codePoints(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .codePoints()
                    .toArray();
        } catch (CharacterCodingException e) {
            return new int[1];
        }
    }

    private static String numbers(byte[] bytes) {
        StringJoiner numbers = new StringJoiner(",", "<<", ">>");
        for (byte b : bytes) {
            numbers.add(Integer.toString(b & 0xFF));
        }
        return numbers.toString();
    }

    private static boolean printable(int codePoint) {
        return codePoint >= 0x20 && codePoint < 0x7F
                || codePoint >= 0x08 && codePoint <= 0x0D
                || codePoint == 0x1B
                || codePoint >= 0xA0 && codePoint != 0xFFFE && codePoint != 0xFFFF;
    }

    private static void appendEscaped(StringBuilder out, int codePoint) {
        switch (codePoint) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case 0x0B -> out.append("\\v");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            case 0x1B -> out.append("\\e");
            default -> out.appendCodePoint(codePoint);
        }
    }
}
