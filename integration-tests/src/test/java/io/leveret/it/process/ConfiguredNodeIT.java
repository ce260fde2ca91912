package io.leveret.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.HttpApi;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node with settings that a rabbitmq.conf may have and a tutorial has not. */
@LeveretOnly("it starts a node with settings of its own")
class ConfiguredNodeIT {
    private static final Pattern HTTP = Pattern.compile("HTTP at \\*:(\\d+)");
    private static final String POLICIES = "management.sample_retention_policies.";

    /** What RabbitMQ 4.0.5 made of {@code <<"secret">>} with the passphrase {@code pass}. */
    private static final String SECRET = "encrypted:YIN1eOaK9favRnC+GdPEJ6mra1PWdJuOc4NMyp/1rGKYs6mAKCUUHWujObun34KV";

    @TempDir
    private Path directory;

    @Test
    void itObeysThem() throws Exception {
        Path passphrase = directory.resolve("passphrase");
        Files.writeString(passphrase, "pass\n");
        try (DatagramSocket syslog = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
                LeveretProcess leveret = LeveretProcess.create("configured")) {
            syslog.setSoTimeout(20_000);
            String line = leveret.start(
                    "management.tcp.port=0",
                    "default_user=admin",
                    "default_pass=" + SECRET,
                    "config_entry_decoder.passphrase_file=" + passphrase,
                    "log.syslog=true",
                    "log.syslog.ip=127.0.0.1",
                    "log.syslog.port=" + syslog.getLocalPort(),
                    POLICIES + "global.minute=5",
                    POLICIES + "global.day=1200",
                    "credential_validator.validation_backend=rabbit_credential_validator_min_password_length",
                    "credential_validator.min_length=5",
                    "password_hashing_module=rabbit_password_hashing_sha512");
            Matcher port = HTTP.matcher(line);
            assertThat(port.find()).isTrue();
            HttpApi api = new HttpApi("http://127.0.0.1:" + port.group(1), "admin", "secret");
            memoryIsKnownFromTheStart(api);
            assertThat(api.send("GET", "/overview", null).at("sample_retention_policies"))
                    .isEqualTo(Map.of(
                            "global", List.of(60, 86_400), "basic", List.of(600, 3_600), "detailed", List.of(600)));
            passwordsAreLongEnough(api, leveret.control());
            membersOfQueuesAreThisNode(api);
            assertThat(received(syslog)).matches("<30>[A-Z][a-z]{2} .{11} \\S+ leveret\\[\\d+] <[^>]+> - .+");
            assertThat(leveret.log()).doesNotContain("secret");
        }
    }

    private static void memoryIsKnownFromTheStart(HttpApi api) {
        Map<String, Object> node = api.send("GET", "/nodes", null).rows().get(0);
        assertThat(((Number) node.get("mem_used")).longValue()).isBetween(4_000_000L, 1_000_000_000L);
        assertThat(node).containsEntry("mem_alarm", false);
    }

    private static void passwordsAreLongEnough(HttpApi api, ControlTool ctl) throws Exception {
        assertThat(ctl.run("add_user", "u", "abcd"))
                .satisfies(short4 -> assertThat(short4.exitCode()).isEqualTo(69))
                .satisfies(short4 ->
                        assertThat(short4.err()).isEqualTo("Error:\nminimum required password length is 5\n"));
        assertThat(api.send("PUT", "/users/u", "{\"password\":\"abcd\",\"tags\":\"\"}")
                        .error())
                .isEqualTo("400 bad_request: credential_validation_failed");
        assertThat(api.send("PUT", "/users/u", "{\"tags\":\"\"}").error())
                .isEqualTo("400 bad_request: credential_validation_failed");
        assertThat(api.send("PUT", "/users/u", "{\"password_hash\":\"\",\"tags\":\"\"}")
                        .status())
                .isEqualTo(201);
        assertThat(api.send("PUT", "/users/u", "{\"password\":\"abcde\",\"tags\":\"\"}")
                        .status())
                .isEqualTo(204);
        assertThat(api.send("GET", "/users/u", null).at("hashing_algorithm"))
                .isEqualTo("rabbit_password_hashing_sha512");
    }

    private static void membersOfQueuesAreThisNode(HttpApi api) {
        String name = api.send("GET", "/overview", null).at("node").toString();
        api.send("PUT", "/queues/%2F/quorum", "{\"durable\":true,\"arguments\":{\"x-queue-type\":\"quorum\"}}");
        String replicas = "/queues/quorum/%2F/quorum/replicas/";
        assertThat(api.send("POST", replicas + "add", Map.of("node", name)).status())
                .isEqualTo(204);
        assertThat(api.send("POST", replicas + "add", Map.of("node", "no@such")).error())
                .isEqualTo("503 service_unavailable: node_not_running");
        assertThat(api.send("DELETE", replicas + "delete", Map.of("node", name)).error())
                .isEqualTo("503 service_unavailable: last_node");
    }

    private static String received(DatagramSocket server) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        server.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }
}
