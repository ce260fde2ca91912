package io.leveret.management.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code leveret start} was told.
 *
 * @param config the configuration file; empty when none was named
 * @param data the data directory
 * @param sets assignments as {@code KEY=VALUE}, in their order
 * @param lenient whether unknown keys and bad values are warned about instead of refused
 */
public record StartOptions(Optional<Path> config, Path data, List<String> sets, boolean lenient) {
    /** Copies the list. */
    public StartOptions {
        sets = List.copyOf(sets);
    }
}
