package io.leveret.broker.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path directory;

    @Test
    void defaultsAreThoseOfTheReference() throws SettingsException {
        Settings settings = of();
        assertThat(settings.tcpListeners()).containsExactly(new ListenerAddress("default", "", 5672, false));
        assertThat(settings.durationMs("handshake_timeout")).isEqualTo(10_000);
        assertThat(settings.integer("heartbeat")).isEqualTo(60);
        assertThat(settings.durationMs("heartbeat")).isEqualTo(60_000);
        assertThat(settings.bytes("frame_max")).isEqualTo(131_072);
        assertThat(settings.bytes("initial_frame_max")).isEqualTo(4_096);
        assertThat(settings.integer("channel_max")).isEqualTo(2_047);
        assertThat(settings.bytes("max_message_size")).isEqualTo(16_777_216);
        assertThat(settings.integer("consumer_max_per_channel")).isEqualTo(Integer.MAX_VALUE);
        assertThat(settings.integer("connection_max")).isEqualTo(Integer.MAX_VALUE);
        assertThat(settings.loopbackUsers()).containsExactly("guest");
        assertThat(settings.defaultUserTags()).containsExactly("administrator");
        assertThat(settings.authMechanisms()).containsExactly("PLAIN", "AMQPLAIN", "ANONYMOUS");
        assertThat(settings.text("default_vhost")).isEqualTo("/");
        assertThat(settings.text("default_pass")).isEqualTo("guest");
        assertThat(settings.bool("tcp_listen_options.nodelay")).isTrue();
        assertThat(settings.has("tcp_listen_options.sndbuf")).isFalse();
        assertThat(settings.withoutEffect()).isEmpty();
    }

    @Test
    void everyRowsDefaultIsAValueOfItsType() {
        for (Setting setting : SettingsTable.load().all()) {
            if (!setting.defaultText().isEmpty()) {
                assertThat(setting.type().valueOf(setting.defaultText()))
                        .as(setting.key().text())
                        .isNotNull();
            }
            assertThat(setting.hasEffect() && setting.doc().isEmpty())
                    .as("documented: " + setting.key().text())
                    .isFalse();
        }
    }

    /** The word ip is a value here; elsewhere it is the name of a type. */
    @Test
    void aWordThatIsAlsoTheNameOfATypeIsAValue() throws SettingsException {
        assertThat(of("ssl_cert_login_san_type = ip").text("ssl_cert_login_san_type"))
                .isEqualTo("ip");
        assertThatThrownBy(() -> of("ssl_cert_login_san_type = 10.1.2.3")).hasMessageContaining("dns or ip or email");
    }

    @Test
    void laterSourcesGoBeforeEarlierOnes() throws IOException, SettingsException {
        Files.writeString(directory.resolve("leveret.conf"), "heartbeat = 1\nframe_max = 8192\ndefault_user = file\n");
        Files.createDirectory(directory.resolve("conf.d"));
        Files.writeString(directory.resolve("conf.d/20.conf"), "heartbeat = 3\ndefault_user = d\nshards = 2\n");
        Files.writeString(directory.resolve("conf.d/10.conf"), "heartbeat = 2\n");
        Settings settings = new SettingsSources(Map.of(
                        "RABBITMQ_DEFAULT_USER", "env", "RABBITMQ_NODE_PORT", "7000", "RABBITMQ_NODENAME", "r@h"))
                .configFile(directory.resolve("leveret.conf"))
                .sets(List.of("listeners.tcp.default=[::1]:8000", "shards = 5"))
                .read(SettingsTable.load(), false);
        assertThat(settings.bytes("frame_max")).isEqualTo(8_192);
        assertThat(settings.integer("heartbeat")).isEqualTo(3);
        assertThat(settings.text("default_user")).isEqualTo("env");
        assertThat(settings.text("node.name")).isEqualTo("r@h");
        assertThat(settings.integer("shards")).isEqualTo(5);
        assertThat(settings.tcpListeners()).containsExactly(new ListenerAddress("default", "::1", 8_000, true));
    }

    @Test
    void theEnvironmentNamesFilePortAndAddress() throws IOException, SettingsException {
        Files.writeString(directory.resolve("r.conf"), "default_vhost = $(V)x\n");
        Settings settings = new SettingsSources(Map.of(
                        "RABBITMQ_CONFIG_FILE", directory.resolve("r").toString(),
                        "V", "a b",
                        "RABBITMQ_NODE_IP_ADDRESS", "::1"))
                .fallbackFile(directory.resolve("nosuch"))
                .read(SettingsTable.load(), false);
        assertThat(settings.text("default_vhost")).isEqualTo("a bx");
        assertThat(settings.tcpListeners()).containsExactly(new ListenerAddress("default", "::1", 5_672, true));
    }

    @Test
    void anUnknownKeyIsNamedWithItsPlaceAndTheNearestKey() throws IOException {
        Path file = directory.resolve("leveret.conf");
        Files.writeString(file, "\nheartbet = 3\n");
        assertThatThrownBy(() -> new SettingsSources(Map.of()).configFile(file).read(SettingsTable.load(), false))
                .isInstanceOf(SettingsException.class)
                .hasMessage("unknown key \"heartbet\" at " + file + ":2; the nearest known key is \"heartbeat\"");
        assertThatThrownBy(() -> of("listener.tcp.amqp=1"))
                .hasMessageEndingWith("the nearest known key is \"listeners.tcp.amqp\"");
        assertThatThrownBy(() -> of("kernel.inet_dist_listen_min=1"))
                .as("nothing is near")
                .hasMessage("unknown key \"kernel.inet_dist_listen_min\" at --set");
    }

    @Test
    void aKeyOfAPlugInIsSaidToBeOne() {
        assertThatThrownBy(() -> of("mqtt.listeners.tcp.default=1883"))
                .hasMessage("unknown key \"mqtt.listeners.tcp.default\" at --set; it is one of the plug-in"
                        + " rabbitmq_mqtt, which is not offered");
        assertThatThrownBy(() -> of("cluster_formation.k8s.host=h"))
                .hasMessageContaining("rabbitmq_peer_discovery_k8s");
    }

    /** Whoever relies on another would let in who he did not mean to. */
    @Test
    void nobodyElseJudgesLogins() throws Exception {
        assertThat(of("auth_backends.1=internal", "auth_backends.2=rabbit_auth_backend_internal")
                        .withoutEffect())
                .isEmpty();
        assertThatThrownBy(() -> of("auth_backends.1=ldap"))
                .hasMessage("bad value \"ldap\" for auth_backends.1 at --set: expected internal or"
                        + " rabbit_auth_backend_internal");
        assertThatThrownBy(() -> of("auth_backends.1.authn=http")).hasMessageContaining("auth_backends.1.authn");
    }

    @Test
    void whatHasNoEffectMaySayWhy() throws Exception {
        assertThat(of("num_acceptors.tcp=3", "heartbeat=3").withSources())
                .contains(
                        new Settings.Effective("num_acceptors.tcp", "3", "--set", false, "it is about Erlang"),
                        new Settings.Effective("heartbeat", "3", "--set", true, ""));
    }

    @Test
    void aBadValueSaysWhatIsExpectedAndSecretsAreNotShown() {
        assertThatThrownBy(() -> of("heartbeat=soon", "nosuch"))
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        e -> assertThat(e.problems())
                                .containsExactlyInAnyOrder(
                                        "bad value \"soon\" for heartbeat at --set:"
                                                + " expected a whole number from 0 to 65535 (in s)",
                                        "bad --set \"nosuch\": expected KEY=VALUE"));
        assertThatThrownBy(() -> of("auth_mechanisms.1=GSSAPI"))
                .hasMessageContaining("PLAIN or AMQPLAIN or ANONYMOUS or EXTERNAL");
    }

    @Test
    void anEnvironmentVariableThatIsNotSetIsNamed() throws IOException {
        Path file = directory.resolve("leveret.conf");
        Files.writeString(file, "default_pass = $(NOSUCH_VARIABLE)\n");
        assertThatThrownBy(() -> new SettingsSources(Map.of()).configFile(file).read(SettingsTable.load(), false))
                .hasMessageContaining("NOSUCH_VARIABLE, which is not set");
    }

    @Test
    void lenientReadingWarnsAndKeepsTheDefault() throws SettingsException {
        Settings settings = new SettingsSources(Map.of())
                .sets(List.of("heartbet=3", "heartbeat=soon", "frame_max=1MB"))
                .read(SettingsTable.load(), true);
        assertThat(settings.warnings()).hasSize(2);
        assertThat(settings.integer("heartbeat")).isEqualTo(60);
        assertThat(settings.bytes("frame_max")).isEqualTo(1_048_576);
    }

    @Test
    void aBadValueThatALaterOneReplacesIsNoProblem() throws SettingsException {
        assertThat(of("heartbeat=soon", "heartbeat=5").integer("heartbeat")).isEqualTo(5);
    }

    @Test
    void keysWithoutEffectAreAcceptedAndListed() throws SettingsException {
        Settings settings = of(
                "vm_memory_calculation_strategy=rss",
                "ssl_options.crl_check=peer",
                "deprecated_features.permit.ram_node_type=true",
                "tcp_listen_options.linger.on=true",
                "default_policies.operator.a.max_in_memory_length=5",
                "heartbeat=1");
        assertThat(settings.withoutEffect())
                .containsExactly(
                        "default_policies.operator.a.max_in_memory_length",
                        "deprecated_features.permit.ram_node_type",
                        "ssl_options.crl_check",
                        "tcp_listen_options.linger.on",
                        "vm_memory_calculation_strategy");
    }

    @Test
    void groupsStandBelowTheirNamesWithTypedValues() throws SettingsException {
        Settings settings = of(
                "default_policies.operator.b.expires=1h30m",
                "default_policies.operator.b.queue_pattern=^q",
                "default_policies.operator.a\\.x.max_length_bytes=1KB",
                "default_policies.operator.a\\.x.max_in_memory_length=5",
                "default_limits.vhosts.1.max_queues=3");
        assertThat(settings.groups("default_policies.operator"))
                .isEqualTo(Map.of(
                        "b", Map.of("expires", 5_400_000L, "queue_pattern", "^q"),
                        "a.x", Map.of("max_length_bytes", 1_024L)));
        assertThat(settings.groups("default_users")).isEmpty();
    }

    @Test
    void aRegularExpressionIsChecked() {
        assertThatThrownBy(() -> of("default_limits.vhosts.1.pattern=("))
                .hasMessageContaining("expected a regular expression");
    }

    /** A port that was not set may be taken; one that was must be free. */
    @Test
    void metricsHaveAPortOfTheirOwnUnlessTheyShallNot() throws SettingsException {
        assertThat(of().metricsListener()).contains(new ListenerAddress("prometheus", "", 15_692, false));
        assertThat(of("prometheus.tcp.ip=::1").metricsListener())
                .contains(new ListenerAddress("prometheus", "::1", 15_692, false));
        assertThat(of("prometheus.tcp.port=15692").metricsListener())
                .contains(new ListenerAddress("prometheus", "", 15_692, true));
        assertThat(of("prometheus.tcp.listener=[::1]:1", "prometheus.tcp.port=2")
                        .metricsListener())
                .contains(new ListenerAddress("prometheus", "::1", 1, true));
        assertThat(of("prometheus.tcp.listener=none", "prometheus.tcp.port=2").metricsListener())
                .isEmpty();
    }

    @Test
    void listenersAreThoseThatAreSet() throws SettingsException {
        assertThat(of("listeners.tcp=none", "listeners.tcp.default=1").tcpListeners())
                .isEmpty();
        assertThat(of("listeners.tcp.b=127.0.0.1:1", "listeners.tcp.a=[::1]:2", "listeners.tcp.c=0")
                        .tcpListeners())
                .containsExactly(
                        new ListenerAddress("a", "::1", 2, true),
                        new ListenerAddress("b", "127.0.0.1", 1, true),
                        new ListenerAddress("c", "", 0, true));
        for (String bad : List.of("70000", "localhost:1", "::1:5672", "[127.0.0.1]:1", "1.2.3:4", "", "x", "[::1]")) {
            assertThatThrownBy(() -> of("listeners.tcp.default=" + bad)).isInstanceOf(SettingsException.class);
        }
    }

    @Test
    void loopbackUsersThatAreSetReplaceTheDefault() throws SettingsException {
        assertThat(of("loopback_users=none").loopbackUsers()).isEmpty();
        assertThat(of("loopback_users.guest=false").loopbackUsers()).isEmpty();
        assertThat(of("loopback_users.jane\\.doe=true").loopbackUsers()).containsExactly("jane.doe");
    }

    @Test
    void mechanismsStandInTheOrderOfTheirNumbers() throws SettingsException {
        assertThat(of("auth_mechanisms.10=PLAIN", "auth_mechanisms.2=ANONYMOUS").authMechanisms())
                .containsExactly("ANONYMOUS", "PLAIN");
    }

    private static Settings of(String... sets) throws SettingsException {
        return new SettingsSources(Map.of()).sets(List.of(sets)).read(SettingsTable.load(), false);
    }
}
