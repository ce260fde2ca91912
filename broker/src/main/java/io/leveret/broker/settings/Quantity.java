package io.leveret.broker.settings;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers with units as operators write them: {@code 64MB}, {@code 1.5GiB}, {@code 1h30m}.
 *
 * <p>RabbitMQ 4.0.5 has two notations for bytes that differ in what KB means, and reads neither in full ({@code 1KiB}
 * stops it). Here each notation keeps its meaning and every unit is read. Durations are cuttlefish's: w, d, h, m, s, ms
 * and f (a fortnight), several in one value, and a number alone counts in the unit of the key.
 */
final class Quantity {
    private static final Pattern BYTES = Pattern.compile("(\\d+(?:\\.\\d+)?) ?([A-Za-z]*)");
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?|\\.\\d+)(ms|[fwdhms])");
    private static final Map<String, Long> UNIT_MS = Map.of(
            "ms",
            1L,
            "s",
            1_000L,
            "m",
            60_000L,
            "h",
            3_600_000L,
            "d",
            86_400_000L,
            "w",
            604_800_000L,
            "f",
            1_209_600_000L);
    private static final String PREFIXES = "kmgt";

    private Quantity() {}

    /**
     * Reads a number of bytes.
     *
     * @param kilo what KB means: 1,000 or 1,024; KiB is 1,024 always
     * @throws IllegalArgumentException when it is none, or does not fit
     */
    static long bytes(String text, int kilo) {
        Matcher matcher = BYTES.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        BigDecimal factor = BigDecimal.valueOf(factor(matcher.group(2).toLowerCase(Locale.ROOT), kilo));
        return whole(new BigDecimal(matcher.group(1)).multiply(factor));
    }

    private static long factor(String unit, int kilo) {
        if (unit.isEmpty() || unit.equals("b")) {
            return 1;
        }
        int power = PREFIXES.indexOf(unit.charAt(0)) + 1;
        String rest = unit.substring(1);
        if (power == 0 || !(rest.isEmpty() || rest.equals("b") || rest.equals("ib"))) {
            throw new IllegalArgumentException(unit);
        }
        long base = rest.equals("ib") ? 1_024 : kilo;
        long factor = 1;
        for (int i = 0; i < power; i++) {
            factor *= base;
        }
        return factor;
    }

    /**
     * Reads a duration.
     *
     * @param plainUnitMs what a number without a unit counts in
     * @return milliseconds
     * @throws IllegalArgumentException when it is none, or does not fit
     */
    static long durationMs(String text, long plainUnitMs) {
        if (text.chars().allMatch(c -> c >= '0' && c <= '9') && !text.isEmpty()) {
            return whole(new BigDecimal(text).multiply(BigDecimal.valueOf(plainUnitMs)));
        }
        Matcher matcher = DURATION_PART.matcher(text.toLowerCase(Locale.ROOT));
        BigDecimal sum = BigDecimal.ZERO;
        int end = 0;
        while (end < text.length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw new IllegalArgumentException(text);
            }
            sum = sum.add(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(UNIT_MS.get(matcher.group(2)))));
            end = matcher.end();
        }
        if (end == 0) {
            throw new IllegalArgumentException(text);
        }
        return whole(sum);
    }

    private static long whole(BigDecimal number) {
        try {
            return number.setScale(0, RoundingMode.DOWN).longValueExact();
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException(number.toPlainString(), tooLarge);
        }
    }
}
