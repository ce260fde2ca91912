package io.leveret.broker.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentSettingsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RABBITMQ_NODENAME=a@b | {node.name=a@b}",
                "RABBITMQ_DEFAULT_USER=u RABBITMQ_DEFAULT_VHOST=v | {default_user=u, default_vhost=v}",
                "RABBITMQ_DEFAULT_PASS=p | {default_pass=p}",
                "RABBITMQ_NODE_PORT=7000 | {listeners.tcp.default=7000}",
                "RABBITMQ_NODE_IP_ADDRESS=::1 | {listeners.tcp.default=[::1]:5672}",
                "RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=1 | {listeners.tcp.default=127.0.0.1:1}",
                "RABBITMQ_LOG_BASE=/l | {log.dir=/l}",
                "RABBITMQ_LOGS=- | {log.console=true, log.console.stdio=stdout, log.file=false}",
                "RABBITMQ_LOGS=-stderr | {log.console=true, log.console.stdio=stderr, log.file=false}",
                "RABBITMQ_LOGS=/l/n.log | {log.console=false, log.file=/l/n.log}",
                "RABBITMQ_LOG=debug,connection=info,+color | {log.connection.level=info, log.default.level=debug}",
                "RABBITMQ_LOG=+json | {log.console.formatter=json, log.file.formatter=json}",
                "RABBITMQ_DEFAULT_USER= RABBITMQ_NODE_PORT= RABBITMQ_LOGS= | {}",
                "OTHER=x | {}"
            })
    void aVariableStandsForSettings(String variables, String settings) {
        EnvironmentSettings read = EnvironmentSettings.of(environment(variables));
        assertThat(read.problems()).isEmpty();
        TreeMap<String, String> assigned = new TreeMap<>();
        read.assignments().forEach(each -> assigned.put(each.key(), each.value()));
        assertThat(assigned).hasToString(settings);
    }

    @Test
    void whatVariablesStandForAreSettings() throws SettingsException {
        Settings settings = new SettingsSources(environment("RABBITMQ_LOG=error,user=debug,+json RABBITMQ_LOGS=-"
                        + " RABBITMQ_LOG_BASE=/l RABBITMQ_NODENAME=n RABBITMQ_ERLANG_COOKIE=c"))
                .read(SettingsTable.load(), false);
        assertThat(settings.text("log.user.level")).isEqualTo("debug");
        assertThat(settings.withoutEffect()).containsExactly("RABBITMQ_ERLANG_COOKIE");
    }

    @Test
    void aUserAndAPasswordMayStandInFiles() throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), "p w\n\n");
        EnvironmentSettings read = EnvironmentSettings.of(Map.of("RABBITMQ_DEFAULT_PASS_FILE", file.toString()));
        assertThat(read.assignments())
                .containsExactly(
                        new Assignment("default_pass", "p w", Place.environment("RABBITMQ_DEFAULT_PASS_FILE")));
        assertThat(EnvironmentSettings.of(Map.of(
                                "RABBITMQ_DEFAULT_PASS_FILE", file.toString(), "RABBITMQ_DEFAULT_PASS", "secret"))
                        .problems())
                .singleElement()
                .asString()
                .contains("RABBITMQ_DEFAULT_PASS and RABBITMQ_DEFAULT_PASS_FILE")
                .doesNotContain("secret");
        assertThat(EnvironmentSettings.of(Map.of("RABBITMQ_DEFAULT_USER_FILE", directory + "/nosuch"))
                        .problems())
                .singleElement()
                .asString()
                .contains("nosuch", "RABBITMQ_DEFAULT_USER_FILE");
    }

    @ParameterizedTest
    @CsvSource({
        "RABBITMQ_SSL_CERTFILE, ssl_options.certfile",
        "RABBITMQ_SSL_FAIL_IF_NO_PEER_CERT, ssl_options.fail_if_no_peer_cert",
        "RABBITMQ_MANAGEMENT_SSL_KEYFILE, management.ssl.keyfile",
        "RABBITMQ_VM_MEMORY_HIGH_WATERMARK, vm_memory_high_watermark.relative"
    })
    void whatTheImageRefusesIsRefusedWithTheKeyInstead(String variable, String key) {
        assertThat(EnvironmentSettings.of(Map.of(variable, "x")).problems())
                .singleElement()
                .asString()
                .startsWith(variable + " is set")
                .contains(key);
    }

    @Test
    void theEnvironmentGoesBeforeFilesAndOptionsBeforeIt() throws IOException, SettingsException {
        Path file = Files.writeString(
                directory.resolve("r.conf"), "default_user = f\ndefault_pass = f\ndefault_vhost = f\nheartbeat = 9\n");
        Settings settings = new SettingsSources(environment("RABBITMQ_DEFAULT_USER=e RABBITMQ_DEFAULT_PASS=e"))
                .configFile(file)
                .sets(List.of("default_pass=o"))
                .read(SettingsTable.load(), false);
        assertThat(List.of(
                        settings.text("default_user"), settings.text("default_pass"), settings.text("default_vhost")))
                .containsExactly("e", "o", "f");
        assertThat(settings.withSources())
                .contains(
                        new Settings.Effective(
                                "default_user", "e", "environment variable RABBITMQ_DEFAULT_USER", true, ""),
                        new Settings.Effective("default_pass", "***", "--set", true, ""),
                        new Settings.Effective("heartbeat", "9", file + ":4", true, ""),
                        new Settings.Effective("frame_max", "131072", "default", true, ""));
    }

    @Test
    void moreFilesAreADirectoryOrAPatternInAlphabeticalOrder() throws IOException, SettingsException {
        Files.writeString(directory.resolve("10-a.conf"), "heartbeat = 1\ndefault_user = a\n");
        Files.writeString(directory.resolve("20-b.conf"), "heartbeat = 2\n");
        Files.writeString(directory.resolve("10-c.conf"), "heartbeat = 3\n");
        Files.writeString(directory.resolve("30.txt"), "junk");
        assertThat(heartbeat(directory.toString())).isEqualTo(2);
        assertThat(heartbeat(directory + "/*.conf")).isEqualTo(2);
        assertThat(heartbeat(directory + "/10-*.conf")).isEqualTo(3);
        assertThat(heartbeat(directory + "/nosuch")).isEqualTo(60);
    }

    private static int heartbeat(String files) throws SettingsException {
        return new SettingsSources(Map.of("RABBITMQ_CONFIG_FILES", files))
                .read(SettingsTable.load(), false)
                .integer("heartbeat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[].", "% nothing\n[ ] .\n"})
    void aFileOfErlangTermsWithoutAnyIsNone(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("advanced.config"), text);
        assertThat(ErlangTerms.problem(file, SettingsTable.load())).isEmpty();
        assertThat(ErlangTerms.problem(directory.resolve("nosuch"), SettingsTable.load()))
                .isEmpty();
    }

    @Test
    void aFileOfErlangTermsIsRefusedWithTheKeysInstead() throws IOException {
        Path file = Files.writeString(directory.resolve("advanced.config"), """
                [{rabbit, [{tcp_listeners, [5673]}, % {disk_free_limit, 1}
                           {heartbeat, 30}, {default_pass, <<"{se}cret, {frame_max, 2}">>},
                           {vm_memory_high_watermark, 0.4}]},
                 {rabbitmq_management, [{rates_mode, none}, {unheard_of, 1}]}].
                """);
        assertThat(ErlangTerms.problem(file, SettingsTable.load()))
                .contains(file + " has Erlang terms, which are not read here; write them as keys of rabbitmq.conf:"
                        + " default_pass, heartbeat, rates_mode as management.rates_mode, tcp_listeners as"
                        + " listeners.tcp.default, vm_memory_high_watermark as vm_memory_high_watermark.relative");
        Path conf = Files.writeString(directory.resolve("rabbitmq.conf"), "heartbeat = 1\n");
        SettingsSources besides = new SettingsSources(Map.of()).configFile(conf);
        SettingsSources named = new SettingsSources(Map.of(
                "RABBITMQ_ADVANCED_CONFIG_FILE", directory.resolve("advanced").toString()));
        for (SettingsSources sources : List.of(besides, named, new SettingsSources(Map.of()).configFile(file))) {
            assertThatThrownBy(() -> sources.read(SettingsTable.load(), false))
                    .hasMessageContaining("tcp_listeners as listeners.tcp.default");
        }
    }

    private static Map<String, String> environment(String variables) {
        Map<String, String> environment = new HashMap<>();
        for (String variable : variables.split(" ")) {
            int equals = variable.indexOf('=');
            environment.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return environment;
    }
}
