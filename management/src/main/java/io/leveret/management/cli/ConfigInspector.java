package io.leveret.management.cli;

import java.util.List;

/** Reads settings as a start of a node would, and starts nothing. */
public interface ConfigInspector {
    /**
     * What holds for a key.
     *
     * @param value as written, without secrets
     * @param source where it was set: a file with its line, a variable, an option, or {@code default}
     * @param obeyed whether it has an effect
     * @param why it has none, or ""
     */
    record EffectiveSetting(String key, String value, String source, boolean obeyed, String why) {
        /** Whether somebody has set it. */
        public boolean isSet() {
            return !source.equals("default");
        }
    }

    /**
     * What was found.
     *
     * @param problems for which a start would be refused, each with its place
     * @param settings all that have a value, by key; none when they could not be read, while problems of the files that
     *     they name leave them
     */
    record Findings(List<String> problems, List<EffectiveSetting> settings) {
        /** Copies the lists. */
        public Findings {
            problems = List.copyOf(problems);
            settings = List.copyOf(settings);
        }
    }

    /** Reads all sources of the settings that a start with these options would read. */
    Findings inspect(StartOptions options);
}
