package io.leveret.broker.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds assignments against the table: keeps the good ones, the last of each key, and says what is wrong with others.
 */
final class SettingsCheck {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\(([A-Za-z_][A-Za-z0-9_]*)\\)");

    /** A value that passed. */
    record Checked(Setting setting, String text, Object value, Place place) {}

    private final SettingsTable table;
    private final Map<String, String> environment;
    private final Map<String, Checked> values = new TreeMap<>();
    private final Map<String, String> problemsByKey = new TreeMap<>();
    private final List<String> unknown = new ArrayList<>();

    SettingsCheck(SettingsTable table, Map<String, String> environment) {
        this.table = table;
        this.environment = environment;
    }

    /** Takes the next assignment; it replaces an earlier one of its key, and that one's problem. */
    void add(Assignment assignment) {
        String key = table.canonical(assignment.key());
        Optional<Setting> setting = table.find(key);
        if (setting.isEmpty()) {
            unknown.add("unknown key \"" + key + "\" at " + assignment.place() + PlugInKeys.hint(key, table));
            return;
        }
        values.remove(key);
        problemsByKey.remove(key);
        try {
            String text = interpolated(assignment);
            values.put(key, new Checked(setting.get(), text, valueOf(setting.get(), text), assignment.place()));
        } catch (IllegalArgumentException bad) {
            problemsByKey.put(key, problem(assignment, setting.get(), bad.getMessage()));
        }
    }

    private static Object valueOf(Setting setting, String text) {
        if (setting.hasEffect() && EncryptedValues.isEncrypted(text) && !EncryptedValues.isFor(setting)) {
            throw new IllegalArgumentException(
                    "a value in the clear or $(VARIABLE), since passwords alone may be encrypted");
        }
        return setting.type().valueOf(text);
    }

    /**
     * Decrypts what is encrypted, when all assignments are known.
     *
     * @return what cannot be decrypted. No start can do without: who left such a password out would serve with another
     */
    List<String> decrypt() {
        List<String> refused = new ArrayList<>();
        EncryptedValues encrypted = null;
        for (Map.Entry<String, Checked> each : values.entrySet()) {
            Checked checked = each.getValue();
            if (!checked.setting.hasEffect() || !EncryptedValues.isEncrypted(checked.text)) {
                continue;
            }
            encrypted = encrypted == null ? new EncryptedValues(table, values) : encrypted;
            try {
                String clear = encrypted.decrypted(checked.text);
                Object value = valueOf(checked.setting, clear);
                each.setValue(new Checked(checked.setting, clear, value, checked.place));
            } catch (IllegalArgumentException bad) {
                refused.add("bad value for " + each.getKey() + " at " + checked.place + ": " + bad.getMessage());
            }
        }
        return refused;
    }

    private static String problem(Assignment assignment, Setting setting, String expected) {
        String shown = setting.type().secret() ? "value" : "value \"" + assignment.value() + "\"";
        return "bad " + shown + " for " + assignment.key() + " at " + assignment.place() + ": expected " + expected;
    }

    private String interpolated(Assignment assignment) {
        if (assignment.place().line() == 0) {
            return assignment.value();
        }
        Matcher matcher = VARIABLE.matcher(assignment.value());
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            String value = environment.get(matcher.group(1));
            if (value == null) {
                throw new IllegalArgumentException(
                        "the environment variable " + matcher.group(1) + ", which is not set");
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(text).toString();
    }

    /** What passed, by key. */
    Map<String, Checked> values() {
        return values;
    }

    /** What is wrong, unknown keys first. */
    List<String> problems() {
        List<String> problems = new ArrayList<>(unknown);
        problems.addAll(problemsByKey.values());
        return problems;
    }
}
