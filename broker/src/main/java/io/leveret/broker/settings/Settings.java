package io.leveret.broker.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The settings of a node, checked. Immutable, for any thread. Getters take keys of the table with an effect; asking for
 * one that is not there is a mistake of the program and throws {@link IllegalArgumentException}.
 */
public final class Settings {
    private static final List<String> DEFAULT_MECHANISMS = List.of("PLAIN", "AMQPLAIN", "ANONYMOUS");

    private final SettingsTable table;
    private final Map<String, SettingsCheck.Checked> set;
    private final List<String> warnings;
    private final List<String> variablesWithoutEffect;

    Settings(
            SettingsTable table,
            Map<String, SettingsCheck.Checked> set,
            List<String> warnings,
            List<String> variablesWithoutEffect) {
        this.table = table;
        this.set = new TreeMap<>(set);
        this.warnings = List.copyOf(warnings);
        this.variablesWithoutEffect = List.copyOf(variablesWithoutEffect);
    }

    /** Whether the key has been set, to whatever value. */
    public boolean isSet(String key) {
        return set.containsKey(table.canonical(key));
    }

    /** A key with the place where it was set, as {@code KEY at FILE:LINE}; the key alone if it was not. */
    public String named(String key) {
        SettingsCheck.Checked checked = set.get(table.canonical(key));
        return checked == null ? key : key + " at " + checked.place();
    }

    /** Whether any key below this one has been set. */
    public boolean anyBelow(String prefix) {
        return set.keySet().stream().anyMatch(key -> key.startsWith(prefix + "."));
    }

    /** Whether the key has a value: set, or by default. */
    public boolean has(String key) {
        return isSet(key) || !setting(key).defaultText().isEmpty();
    }

    /** A number; {@code infinity} and {@code unlimited} are {@link Integer#MAX_VALUE}. */
    public int integer(String key) {
        return (int) Math.min(Integer.MAX_VALUE, number(key));
    }

    /** A number of bytes; {@code infinity} is {@link Long#MAX_VALUE}. */
    public long bytes(String key) {
        return number(key);
    }

    /** A duration in milliseconds, whatever unit the key counts in; {@code infinity} is {@link Long#MAX_VALUE}. */
    public long durationMs(String key) {
        long number = number(key);
        boolean seconds =
                setting(key).unit().equals("s") && !setting(key).type().text().contains("duration");
        return seconds && number != Long.MAX_VALUE ? number * 1_000 : number;
    }

    /** A switch. */
    public boolean bool(String key) {
        if (value(key) instanceof Boolean bool) {
            return bool;
        }
        throw new IllegalArgumentException(key + " is not a switch");
    }

    /** The value as written. */
    public String text(String key) {
        SettingsCheck.Checked checked = set.get(table.canonical(key));
        if (checked != null) {
            return checked.text();
        }
        String byDefault = setting(key).defaultText();
        if (byDefault.isEmpty()) {
            throw new IllegalArgumentException(key + " is not set and has no default");
        }
        return byDefault;
    }

    /**
     * The keys that were set one segment below a prefix, as that segment, with their values. Defaults do not appear.
     */
    public Map<String, String> below(String prefix) {
        Map<String, String> found =
                new TreeMap<>(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        int depth = KeyPattern.split(prefix).size();
        set.forEach((key, checked) -> {
            List<String> segments = KeyPattern.split(key);
            if (segments.size() == depth + 1 && key.startsWith(prefix + ".")) {
                found.put(KeyPattern.unescaped(segments.get(depth)), checked.text());
            }
        });
        return found;
    }

    /**
     * The keys that were set two segments below a prefix: by the first of these segments, then by the second, with
     * their values as the types of the table have them. Keys without an effect do not appear.
     */
    public SortedMap<String, SortedMap<String, Object>> groups(String prefix) {
        SortedMap<String, SortedMap<String, Object>> found = new TreeMap<>();
        int depth = KeyPattern.split(prefix).size();
        set.forEach((key, checked) -> {
            List<String> segments = KeyPattern.split(key);
            if (segments.size() == depth + 2
                    && key.startsWith(prefix + ".")
                    && checked.setting().hasEffect()) {
                found.computeIfAbsent(KeyPattern.unescaped(segments.get(depth)), name -> new TreeMap<>())
                        .put(segments.get(depth + 1), checked.value());
            }
        });
        return found;
    }

    /**
     * Where AMQP is served in the clear. {@code listeners.tcp = none} is none at all; when any listener is set, only
     * those that are set; else the default one (as rabbit.schema has it).
     */
    public List<ListenerAddress> tcpListeners() {
        if (isSet("listeners.tcp")) {
            return List.of();
        }
        List<ListenerAddress> listeners = new ArrayList<>();
        below("listeners.tcp").forEach((name, text) -> listeners.add(ListenerAddress.parse(name, text, true)));
        if (listeners.isEmpty()) {
            listeners.add(ListenerAddress.parse("default", text("listeners.tcp.default"), false));
        }
        return List.copyOf(listeners);
    }

    /** Where AMQP is served with TLS: nowhere unless a listener is set. */
    public List<ListenerAddress> sslListeners() {
        List<ListenerAddress> listeners = new ArrayList<>();
        below("listeners.ssl").forEach((name, text) -> listeners.add(ListenerAddress.parse(name, text, true)));
        return List.copyOf(listeners);
    }

    /** Where metrics are served on a port of their own, if they are. */
    public Optional<ListenerAddress> metricsListener() {
        if (!isSet("prometheus.tcp.listener")) {
            String host = has("prometheus.tcp.ip") ? text("prometheus.tcp.ip") : "";
            int port = integer("prometheus.tcp.port");
            return Optional.of(new ListenerAddress("prometheus", host, port, isSet("prometheus.tcp.port")));
        }
        String listener = text("prometheus.tcp.listener");
        return listener.equals("none")
                ? Optional.empty()
                : Optional.of(ListenerAddress.parse("prometheus", listener, true));
    }

    /** The users who may connect from this host alone. As in RabbitMQ, setting any replaces the default, guest. */
    public Set<String> loopbackUsers() {
        return isSet("loopback_users") ? Set.of() : switchedOn("loopback_users", "guest");
    }

    /** The tags of the user created at the first start; administrator when none is set. */
    public Set<String> defaultUserTags() {
        return switchedOn("default_user_tags", "administrator");
    }

    private Set<String> switchedOn(String prefix, String byDefault) {
        Map<String, String> named = below(prefix);
        if (named.isEmpty()) {
            return Set.of(byDefault);
        }
        Set<String> on = new TreeSet<>();
        named.forEach((name, text) -> {
            if (ValueType.of("boolean", "").valueOf(text).equals(Boolean.TRUE)) {
                on.add(name);
            }
        });
        return Set.copyOf(on);
    }

    /** The SASL mechanisms offered, in their order. */
    public List<String> authMechanisms() {
        Map<String, String> named = below("auth_mechanisms");
        return named.isEmpty() ? DEFAULT_MECHANISMS : List.copyOf(named.values());
    }

    /**
     * All that holds: keys that were set, and defaults of those that were not, by key as text; keys without an effect
     * are left out, and of secrets there are stars.
     */
    public SortedMap<String, String> effective() {
        SortedMap<String, String> effective = new TreeMap<>();
        for (Setting each : table.all()) {
            if (each.key().literal() && each.hasEffect() && !each.defaultText().isEmpty()) {
                effective.put(each.key().text(), shown(each, each.defaultText()));
            }
        }
        set.forEach((key, checked) -> {
            if (checked.setting().hasEffect()) {
                effective.put(key, shown(checked.setting(), checked.text()));
            }
        });
        return effective;
    }

    private static String shown(Setting setting, String text) {
        return setting.type().text().contains("secret") ? "***" : text;
    }

    /** The keys, and the variables of the environment, that were set and are not obeyed, in alphabetical order. */
    public List<String> withoutEffect() {
        List<String> keys = new ArrayList<>();
        set.forEach((key, checked) -> {
            if (!checked.setting().hasEffect()) {
                keys.add(key);
            }
        });
        keys.addAll(variablesWithoutEffect);
        return keys;
    }

    /**
     * Every key that has a value, in alphabetical order: those that were set, with where, and the defaults of those
     * that were not.
     */
    public List<Effective> withSources() {
        SortedMap<String, Effective> all = new TreeMap<>();
        for (Setting setting : table.all()) {
            if (setting.key().literal() && !setting.defaultText().isEmpty()) {
                String key = setting.key().text();
                all.put(key, Effective.of(key, shown(setting, setting.defaultText()), "default", setting));
            }
        }
        set.forEach((key, checked) -> all.put(
                key,
                Effective.of(
                        key,
                        shown(checked.setting(), checked.text()),
                        checked.place().toString(),
                        checked.setting())));
        return List.copyOf(all.values());
    }

    /**
     * What holds for a key.
     *
     * @param value as written, or stars for what must not be shown
     * @param source where it was set, or {@code default}
     * @param obeyed whether it has an effect
     * @param why it has none, or ""
     */
    public record Effective(String key, String value, String source, boolean obeyed, String why) {
        private static Effective of(String key, String value, String source, Setting setting) {
            return new Effective(key, value, source, setting.hasEffect(), setting.hasEffect() ? "" : setting.doc());
        }
    }

    /** What was wrong and left out, when the settings were read leniently. */
    public List<String> warnings() {
        return warnings;
    }

    /** A number with or without a fraction. */
    public double fraction(String key) {
        if (value(key) instanceof Double number) {
            return number;
        }
        throw new IllegalArgumentException(key + " is not a number with a fraction");
    }

    private long number(String key) {
        Object value = value(key);
        if (value instanceof Long number) {
            return number;
        }
        if (value.equals("infinity") || value.equals("unlimited")) {
            return Long.MAX_VALUE;
        }
        throw new IllegalArgumentException(key + " is not a number");
    }

    private Object value(String key) {
        SettingsCheck.Checked checked = set.get(table.canonical(key));
        return checked != null ? checked.value() : setting(key).type().valueOf(text(key));
    }

    private Setting setting(String key) {
        return table.find(key).orElseThrow(() -> new IllegalArgumentException("no such setting: " + key));
    }
}
