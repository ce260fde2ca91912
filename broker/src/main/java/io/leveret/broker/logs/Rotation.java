package io.leveret.broker.logs;

import io.leveret.broker.settings.RotationTimes;
import io.leveret.broker.settings.Settings;
import java.util.Optional;

/**
 * When a log file is put aside, and what becomes of it: {@code NAME.0} is the youngest, and grows older by each further
 * one.
 *
 * @param times at these times, besides
 * @param sizeBytes from this size on; 0 never for its size
 * @param count how many are kept
 * @param compress whether they are compressed, as {@code NAME.0.gz}
 */
record Rotation(Optional<RotationTimes> times, long sizeBytes, int count, boolean compress) {
    /** How many are kept when nothing is said of it. */
    private static final int COUNT = 5;

    /** The rotation below a key, such as {@code log.file.rotation}. */
    static Rotation of(Settings settings, String prefix) {
        String date = settings.has(prefix + ".date") ? settings.text(prefix + ".date") : "";
        return new Rotation(
                date.isEmpty() ? Optional.empty() : Optional.of(RotationTimes.parse(date)),
                settings.has(prefix + ".size") ? settings.bytes(prefix + ".size") : 0,
                settings.has(prefix + ".count") ? settings.integer(prefix + ".count") : COUNT,
                settings.has(prefix + ".compress") && settings.bool(prefix + ".compress"));
    }
}
