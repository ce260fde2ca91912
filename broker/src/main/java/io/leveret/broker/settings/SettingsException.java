package io.leveret.broker.settings;

import java.util.List;

/** The settings are refused. Each problem names the key, the place and what is expected. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    SettingsException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    SettingsException(String problem) {
        this(List.of(problem));
    }

    /** One line for each thing that is wrong, never empty. */
    public List<String> problems() {
        return problems;
    }
}
