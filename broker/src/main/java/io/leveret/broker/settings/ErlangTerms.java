package io.leveret.broker.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration file of Erlang terms ({@code advanced.config}, {@code rabbitmq.config}). They are not read here: what
 * can be said of them is which keys of rabbitmq.conf stand for the terms in them.
 */
final class ErlangTerms {
    private static final Pattern COMMENT = Pattern.compile("%.*");
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern TERM = Pattern.compile("\\{\\s*([a-z][a-zA-Z0-9_@]*)\\s*,");

    /** Terms whose keys have other names. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("tcp_listeners", "listeners.tcp.default"),
            Map.entry("ssl_listeners", "listeners.ssl.default"),
            Map.entry("ssl_options", "ssl_options.certfile and so on"),
            Map.entry("cacertfile", "ssl_options.cacertfile"),
            Map.entry("certfile", "ssl_options.certfile"),
            Map.entry("keyfile", "ssl_options.keyfile"),
            Map.entry("tcp_listen_options", "tcp_listen_options.backlog and so on"),
            Map.entry("loopback_users", "loopback_users.USER"),
            Map.entry("default_user_tags", "default_user_tags.TAG"),
            Map.entry("default_permissions", "default_permissions.configure and so on"),
            Map.entry("auth_mechanisms", "auth_mechanisms.1"),
            Map.entry("auth_backends", "auth_backends.1"),
            Map.entry("vm_memory_high_watermark", "vm_memory_high_watermark.relative"),
            Map.entry("disk_free_limit", "disk_free_limit.absolute"),
            Map.entry("cluster_nodes", "cluster_formation.classic_config.nodes.1"),
            Map.entry("log", "log.default.level and so on"),
            Map.entry("lager", "log.default.level and so on"),
            Map.entry("config_entry_decoder", "config_entry_decoder.passphrase_file and so on"),
            Map.entry("passphrase", "config_entry_decoder.passphrase"),
            Map.entry("listener", "management.tcp.port"),
            Map.entry("rates_mode", "management.rates_mode"),
            Map.entry("load_definitions", "load_definitions"));

    /** Names of applications, which stand around the settings. */
    private static final Pattern APPLICATION = Pattern.compile("rabbit|rabbitmq_\\w+|kernel|sasl|mnesia|ra|osiris");

    private ErlangTerms() {}

    /**
     * What is wrong with such a file; empty when there is none, or nothing in it ({@code [].}), since programs write
     * that.
     */
    static Optional<String> problem(Path file, SettingsTable table) {
        String terms;
        try {
            terms = TEXT.matcher(COMMENT.matcher(Files.readString(file)).replaceAll(""))
                    .replaceAll("\"\"");
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.of(file + " is not UTF-8 text");
        } catch (IOException e) {
            return Optional.of(file + " cannot be read: " + e);
        }
        if (terms.replaceAll("\\s", "").matches("(\\[]\\.?)?")) {
            return Optional.empty();
        }
        Map<String, String> found = new TreeMap<>();
        Matcher term = TERM.matcher(terms);
        while (term.find()) {
            String name = term.group(1);
            String key = KEYS.getOrDefault(name, table.find(name).isPresent() ? name : "");
            if (!key.isEmpty() && !APPLICATION.matcher(name).matches()) {
                found.put(name, key);
            }
        }
        StringBuilder text = new StringBuilder(
                file + " has Erlang terms, which are not read here; write them as keys of rabbitmq.conf");
        found.forEach((name, key) -> text.append(text.indexOf(": ") < 0 ? ": " : ", ")
                .append(name)
                .append(name.equals(key) ? "" : " as " + key));
        return Optional.of(text.toString());
    }
}
