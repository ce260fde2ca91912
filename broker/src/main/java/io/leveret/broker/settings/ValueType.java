package io.leveret.broker.settings;

import io.leveret.broker.policies.NamePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * What values a key takes: a list of alternatives, the first that fits decides. Written in the table as words and type
 * names with commas between, numbers with an optional range: {@code infinity,integer(1..65535)}.
 */
final class ValueType {
    private static final List<String> TRUE = List.of("true", "on");
    private static final List<String> FALSE = List.of("false", "off");

    private final String text;
    private final String unit;
    private final List<Alternative> alternatives;

    private ValueType(String text, String unit, List<Alternative> alternatives) {
        this.text = text;
        this.unit = unit;
        this.alternatives = alternatives;
    }

    /**
     * Reads a type as the table writes it.
     *
     * @throws IllegalArgumentException when a range is malformed
     */
    static ValueType of(String text, String unit) {
        List<Alternative> alternatives = new ArrayList<>();
        for (String part : text.split(",")) {
            alternatives.add(Alternative.of(part.trim(), unit));
        }
        return new ValueType(text, unit, List.copyOf(alternatives));
    }

    /** The type as the table writes it. */
    String text() {
        return text;
    }

    /** Whether values must never be shown. */
    boolean secret() {
        return text.equals("secret");
    }

    /**
     * The value of a text: a {@link Long} for numbers, bytes and milliseconds, a {@link Boolean}, a {@link Double}, or
     * the {@link String} itself.
     *
     * @throws IllegalArgumentException when no alternative fits; its text says what is expected
     */
    Object valueOf(String value) {
        for (Alternative alternative : alternatives) {
            Object found = alternative.valueOf(value);
            if (found != null) {
                return found;
            }
        }
        throw new IllegalArgumentException(expected());
    }

    /** What is expected, for an error text. */
    String expected() {
        StringJoiner joiner = new StringJoiner(" or ");
        for (Alternative alternative : alternatives) {
            joiner.add(alternative.expected());
        }
        return joiner.toString() + (unit.isEmpty() || unit.equals("bytes") ? "" : " (in " + unit + ")");
    }

    /** One of the things a value may be. */
    private record Alternative(String kind, long min, long max, String unit) {
        static Alternative of(String part, String unit) {
            int open = part.indexOf('(');
            if (open < 0) {
                return new Alternative(part, Long.MIN_VALUE, Long.MAX_VALUE, unit);
            }
            String range = part.substring(open + 1, part.length() - 1);
            int dots = range.indexOf("..");
            String max = range.substring(dots + 2);
            return new Alternative(
                    part.substring(0, open),
                    Long.parseLong(range.substring(0, dots)),
                    max.isEmpty() ? Long.MAX_VALUE : Long.parseLong(max),
                    unit);
        }

        /** The value, or null when the text is not of this kind. */
        Object valueOf(String value) {
            try {
                return switch (kind) {
                    case "integer" -> ranged(Long.parseLong(value));
                    case "binary-bytes" -> ranged(Quantity.bytes(value, 1_024));
                    case "decimal-bytes" -> ranged(Quantity.bytes(value, 1_000));
                    case "duration" -> ranged(Quantity.durationMs(value, unit.equals("s") ? 1_000 : 1));
                    case "float" -> ranged(Double.parseDouble(value));
                    case "boolean" -> bool(value.toLowerCase(Locale.ROOT));
                    case "ip" -> IpLiteral.isV4(value) || IpLiteral.isV6(value) ? value : null;
                    case "listener" -> ListenerAddress.parse("", value, true).port() >= 0 ? value : null;
                    case "regex" -> NamePattern.compile(value).toString();
                    case "rotation" -> RotationTimes.parse(value) == null ? null : value;
                    case "text", "secret" -> value;
                    default -> word().equals(value) ? value : null;
                };
            } catch (IllegalArgumentException notOfThisKind) {
                return null;
            }
        }

        /** The word itself, if it is one that is meant: what is also the name of a kind stands in quotes. */
        private String word() {
            return kind.startsWith("'") ? kind.substring(1, kind.length() - 1) : kind;
        }

        private Long ranged(long number) {
            return number < min || number > max ? null : Long.valueOf(number);
        }

        /** What is no number at all is in no range. */
        private Double ranged(double number) {
            return !Double.isFinite(number) || number < min || number > max ? null : Double.valueOf(number);
        }

        private static Boolean bool(String value) {
            return TRUE.contains(value) ? Boolean.TRUE : FALSE.contains(value) ? Boolean.FALSE : null;
        }

        String expected() {
            String what = switch (kind) {
                case "integer" -> "a whole number";
                case "binary-bytes", "decimal-bytes" -> "a number of bytes such as 65536 or 64MB";
                case "duration" -> "a duration such as 1500ms, 10s or 1h30m, or a number";
                case "float" -> "a number";
                case "boolean" -> "true or false";
                case "ip" -> "an IP address";
                case "listener" -> "a port, address:port or [IPv6 address]:port";
                case "regex" -> "a regular expression";
                case "rotation" -> "times such as $D0, $W0D23, $M1D0 or $H30";
                case "text", "secret" -> "a text";
                default -> word();
            };
            return what + range();
        }

        private String range() {
            if (min == Long.MIN_VALUE) {
                return "";
            }
            return max == Long.MAX_VALUE ? " of at least " + min : " from " + min + " to " + max;
        }
    }
}
