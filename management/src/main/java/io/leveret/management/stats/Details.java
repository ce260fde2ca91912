package io.leveret.management.stats;

import io.leveret.management.stats.Ranges.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the numbers of one object, or of several together, as RabbitMQ does: each with its rate, and with samples if
 * these are asked for.
 */
final class Details {
    private static final Map<String, Object> NO_RATE = Map.of("rate", 0.0);

    private final List<Track> tracks;
    private final Range range;
    private final long newestMs;
    private final double elapsedSeconds;

    /**
     * @param tracks empty if the object never showed anything: then no number of it has moved
     * @param range null if no samples are wanted
     */
    Details(Sampler sampler, List<Track> tracks, Range range) {
        this.tracks = tracks;
        this.range = range;
        long stepMs = range == null ? 1 : range.stepSeconds() * 1_000L;
        this.newestMs = sampler.lastMs() / stepMs * stepMs;
        this.elapsedSeconds = sampler.elapsedMs() / 1_000.0;
        if (range != null) {
            tracks.forEach(track -> track.asked(sampler.lastMs()));
        }
    }

    /** Puts a number and its details, which may be the sum of several columns, into an object. */
    void put(Map<String, Object> target, String name, long now, int... columns) {
        target.put(name, now);
        target.put(name + "_details", range == null ? rateOnly(columns) : history(columns));
    }

    private Map<String, Object> rateOnly(int[] columns) {
        double rate = rate(columns);
        return rate == 0 ? NO_RATE : Map.of("rate", rate);
    }

    /** By how much the sum of some columns grows in a second. */
    double rate(int... columns) {
        long growth = 0;
        for (Track track : tracks) {
            for (int column : columns) {
                growth += track.growth(column);
            }
        }
        return growth / elapsedSeconds;
    }

    private Map<String, Object> history(int[] columns) {
        long stepMs = range.stepSeconds() * 1_000L;
        long[] sums = sums(columns, stepMs);
        List<Map<String, Object>> samples = new ArrayList<>(sums.length);
        double total = 0;
        for (int i = 0; i < sums.length; i++) {
            Map<String, Object> sample = new LinkedHashMap<>(4);
            sample.put("sample", sums[i]);
            sample.put("timestamp", newestMs - i * stepMs);
            samples.add(sample);
            total += sums[i];
        }
        double spanSeconds = (sums.length - 1) * (double) range.stepSeconds();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("rate", rate(columns));
        details.put("samples", samples);
        details.put("avg_rate", spanSeconds == 0 ? 0.0 : (sums[0] - sums[sums.length - 1]) / spanSeconds);
        details.put("avg", total / sums.length);
        return details;
    }

    private long[] sums(int[] columns, long stepMs) {
        long[] sums = new long[range.count()];
        for (Track track : tracks) {
            for (int column : columns) {
                long[] samples = track.samples(column, newestMs, stepMs, sums.length);
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += samples[i];
                }
            }
        }
        return sums;
    }
}
