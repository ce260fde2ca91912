package io.leveret.broker.settings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every setting there is: the one table that parser, error texts and documentation share. It holds all keys of
 * rabbitmq.conf of RabbitMQ 4.0.5 and 4.3.5 (core, management and prometheus) and Leveret's own. Immutable.
 */
public final class SettingsTable {
    private static final String RESOURCE = "settings.table";

    private final List<Setting> all;
    private final Map<String, Setting> literal = new LinkedHashMap<>();
    private final List<Setting> patterns = new ArrayList<>();
    private final Map<String, String> aliases;

    private SettingsTable(List<Setting> all, Map<String, String> aliases) {
        this.all = List.copyOf(all);
        this.aliases = Map.copyOf(aliases);
        for (Setting setting : all) {
            if (!setting.key().literal()) {
                patterns.add(setting);
            } else if (literal.put(setting.key().text(), setting) != null) {
                throw new IllegalStateException(
                        "twice in the table: " + setting.key().text());
            }
        }
    }

    /**
     * Reads the table that is part of the program.
     *
     * @throws IllegalStateException when the table is malformed, which a test excludes
     */
    public static SettingsTable load() {
        List<Setting> all = new ArrayList<>();
        Map<String, String> aliases = new TreeMap<>();
        try (InputStream stream = SettingsTable.class.getResourceAsStream(RESOURCE);
                BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    row(line, all, aliases);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the table of settings cannot be read", e);
        }
        return new SettingsTable(all, aliases);
    }

    private static void row(String line, List<Setting> all, Map<String, String> aliases) {
        String[] cells = line.split("\\|", 6);
        for (int i = 0; i < cells.length; i++) {
            cells[i] = cells[i].trim();
        }
        if (cells[0].equals("alias") && cells.length == 3) {
            aliases.put(cells[1], cells[2]);
            return;
        }
        boolean hasEffect = cells.length == 6 && cells[4].equals("yes");
        if (cells.length != 6 || (!hasEffect && !cells[4].equals("no"))) {
            throw new IllegalStateException("malformed row in the table of settings: " + line);
        }
        ValueType type = ValueType.of(cells[1], cells[2]);
        all.add(new Setting(KeyPattern.of(cells[0]), type, cells[2], cells[3], hasEffect, cells[5]));
    }

    /** The row for a key, its aliases included. A row that names the key goes before one that matches it. */
    Optional<Setting> find(String key) {
        String name = canonical(key);
        Setting exact = literal.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        List<String> segments = KeyPattern.split(name);
        for (Setting setting : patterns) {
            if (setting.key().matches(segments)) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }

    /** The key that an alias stands for, or the key itself. */
    String canonical(String key) {
        return aliases.getOrDefault(key, key);
    }

    /**
     * The known key that is spelt most like the given one, of several the first in the table; none if even that is
     * spelt otherwise for the most part.
     */
    Optional<String> nearest(String key) {
        List<String> segments = KeyPattern.split(key);
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (Setting setting : all) {
            String candidate = setting.key().filledFrom(segments);
            int distance = EditDistance.between(key, candidate);
            if (distance < least && isNear(distance, setting.key().ownLength())) {
                least = distance;
                nearest = candidate;
            }
        }
        for (String alias : aliases.keySet()) {
            int distance = EditDistance.between(key, alias);
            if (distance < least && isNear(distance, alias.length())) {
                least = distance;
                nearest = alias;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** A slip in each third letter is as much as one can make and still mean the key. */
    private static boolean isNear(int distance, int length) {
        return distance <= Math.max(2, length / 3);
    }

    /** All rows, in the order of the table. */
    List<Setting> all() {
        return all;
    }

    /** Other spellings: alias to key. */
    Map<String, String> aliases() {
        return aliases;
    }
}
