package io.leveret.broker.settings;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The times at which a log file is put aside, as newsyslog writes them and RabbitMQ reads them: {@code $D0} daily at
 * midnight, {@code $W0D23} on Sundays at 23, {@code $M1D12} on the first of each month at noon ({@code $ML} on the
 * last), {@code $H30} in each hour's middle, and {@code H} with a minute behind any of them.
 */
public final class RotationTimes {
    private static final Pattern SPEC = Pattern.compile("\\$(?:H(?<every>\\d{1,2})"
            + "|(?:D(?<daily>\\d{1,2})|W(?<weekday>[0-6])(?:D(?<whour>\\d{1,2}))?"
            + "|M(?<day>\\d{1,2}|[lL])(?:D(?<mhour>\\d{1,2}))?)(?:H(?<minute>\\d{1,2}))?)");

    private enum Every {
        HOUR,
        DAY,
        WEEK,
        MONTH
    }

    private final Every every;
    private final int day;
    private final int hour;
    private final int minute;

    private RotationTimes(Every every, int day, int hour, int minute) {
        this.every = every;
        this.day = day;
        this.hour = hour;
        this.minute = minute;
    }

    /**
     * Reads such times.
     *
     * @throws IllegalArgumentException when there are none in the text
     */
    public static RotationTimes parse(String text) {
        Matcher spec = SPEC.matcher(text);
        if (!spec.matches()) {
            throw new IllegalArgumentException("no times of rotation: " + text);
        }
        int minute = number(spec.group("minute"), 59);
        if (spec.group("every") != null) {
            return new RotationTimes(Every.HOUR, 0, 0, number(spec.group("every"), 59));
        }
        if (spec.group("daily") != null) {
            return new RotationTimes(Every.DAY, 0, number(spec.group("daily"), 23), minute);
        }
        if (spec.group("weekday") != null) {
            int weekday = number(spec.group("weekday"), 6);
            return new RotationTimes(Every.WEEK, weekday, number(spec.group("whour"), 23), minute);
        }
        boolean last = spec.group("day").equalsIgnoreCase("L");
        int day = last ? 31 : number(spec.group("day"), 31);
        if (day == 0) {
            throw new IllegalArgumentException("no day of a month: " + text);
        }
        return new RotationTimes(Every.MONTH, day, number(spec.group("mhour"), 23), minute);
    }

    private static int number(String digits, int most) {
        int number = digits == null ? 0 : Integer.parseInt(digits);
        if (number > most) {
            throw new IllegalArgumentException(digits + " is more than " + most);
        }
        return number;
    }

    /** The first of them after a time. A day that a month does not have is its last. */
    public LocalDateTime after(LocalDateTime time) {
        if (every == Every.HOUR) {
            LocalDateTime inThisHour = time.withMinute(minute).withSecond(0).withNano(0);
            return inThisHour.isAfter(time) ? inThisHour : inThisHour.plusHours(1);
        }
        LocalDate date = time.toLocalDate();
        while (true) {
            LocalDateTime next = date.atTime(hour, minute);
            if (fits(date) && next.isAfter(time)) {
                return next;
            }
            date = date.plusDays(1);
        }
    }

    private boolean fits(LocalDate date) {
        return switch (every) {
            case WEEK -> date.getDayOfWeek() == (day == 0 ? DayOfWeek.SUNDAY : DayOfWeek.of(day));
            case MONTH -> date.getDayOfMonth() == Math.min(day, date.lengthOfMonth());
            default -> true;
        };
    }
}
