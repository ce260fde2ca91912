package io.leveret.management.stats;

import io.leveret.management.http.ApiException;
import io.leveret.management.http.Request;

/**
 * Which history a request wants, of each kind of numbers; null where none is wanted: {@code lengths_age} with
 * {@code lengths_incr}, and so on.
 */
public record Ranges(Range lengths, Range messages, Range data, Range node) {
    /** None of any kind. */
    public static final Ranges NONE = new Ranges(null, null, null, null);

    /** Most samples of one number in an answer. */
    private static final int MOST = 10_000;

    /** The last {@code ageSeconds}, in steps. */
    public record Range(int ageSeconds, int stepSeconds) {
        /** How many samples that is. */
        int count() {
            return ageSeconds / stepSeconds + 1;
        }
    }

    /**
     * What a request wants.
     *
     * @throws ApiException 400: a step of nothing, or more samples than there can be
     */
    public static Ranges of(Request request) throws ApiException {
        return new Ranges(
                of(request, "lengths"), of(request, "msg_rates"), of(request, "data_rates"), of(request, "node_stats"));
    }

    private static Range of(Request request, String kind) throws ApiException {
        int age = number(request, kind + "_age");
        int step = number(request, kind + "_incr");
        if (age < 0 || step < 0) {
            return null;
        }
        if (step == 0 || age / step >= MOST) {
            throw ApiException.badRequest("Invalid range parameters: age " + age + ", incr " + step);
        }
        return new Range(age, step);
    }

    /** -1 if it is not there or no number: then it is as if nothing had been asked for, as in RabbitMQ. */
    private static int number(Request request, String name) {
        try {
            return Integer.parseInt(request.query(name).orElse("-1"));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
