package io.leveret.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.ControlTool.Outcome;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Definitions files at a start, by command and over HTTP; and kills while one is imported. */
@LeveretOnly("settings and kills")
class DefinitionsImportIT {
    private static final int QUEUES = 5_000;
    private static final int KILLS = 4;
    private static final String USER = "{\"name\":\"ops\",\"password_hash\":"
            + "\"YWJjZHZmxzrnuKQd5ksBKGB/TcpYa47NAbF5NcVavkTS8mgi\",\"tags\":\"administrator\"}";

    @TempDir
    Path files;

    private Path file(String name, String content) throws Exception {
        return Files.writeString(files.resolve(name), content);
    }

    private static String vhost(String name, String queues) {
        return "{\"vhosts\":[{\"name\":\"" + name + "\"}],\"queues\":[" + queues + "]}";
    }

    private static String queue(String vhost, String name) {
        return "{\"name\":\"" + name + "\",\"vhost\":\"" + vhost + "\",\"durable\":true,\"auto_delete\":false,"
                + "\"arguments\":{}}";
    }

    private static long queues(ControlTool ctl, String vhost) throws Exception {
        Outcome listed = ctl.run("list_queues", "-s", "-p", vhost, "name");
        return listed.exitCode() == 0
                ? listed.out().lines().filter(line -> !line.isEmpty()).count()
                : 0;
    }

    @Test
    void aStartImportsAFileBeforeAnybodyConnects() throws Exception {
        Path file = file(
                "d.json",
                "{\"users\":[" + USER + "],\"vhosts\":[{\"name\":\"shop\"}],\"permissions\":[{\"user\":\"ops\","
                        + "\"vhost\":\"shop\",\"configure\":\".*\",\"write\":\".*\",\"read\":\".*\"}],\"queues\":["
                        + queue("shop", "q") + "]}");
        try (LeveretProcess leveret = LeveretProcess.create("load-definitions")) {
            leveret.start("load_definitions=" + file);
            ControlTool ctl = leveret.control();
            assertThat(ctl.ok("list_users", "-s")).isEqualTo("ops\t[administrator]\n");
            assertThat(ctl.ok("list_vhosts", "-s")).isEqualTo("shop\n");
            assertThat(ctl.run("-q", "authenticate_user", "ops", "secret").exitCode())
                    .isZero();
            assertThat(queues(ctl, "shop")).isOne();
            ctl.ok("delete_queue", "-p", "shop", "q");
            leveret.stop();
            leveret.start("load_definitions=" + file);
            assertThat(queues(ctl, "shop")).isOne();
        }
    }

    @Test
    void whatIsUnchangedIsImportedOnceIfThatIsWanted() throws Exception {
        Path directory = Files.createDirectory(files.resolve("parts"));
        file("parts/2.json", "{\"queues\":[" + queue("v", "q") + "]}");
        file("parts/1.json", vhost("v", ""));
        file("parts/.hidden", "{bad");
        String[] settings = {
            "definitions.import_backend=local_filesystem",
            "definitions.local.path=" + directory,
            "definitions.skip_if_unchanged=true"
        };
        try (LeveretProcess leveret = LeveretProcess.create("skip-if-unchanged")) {
            leveret.start(settings);
            ControlTool ctl = leveret.control();
            ctl.ok("delete_queue", "-p", "v", "q");
            leveret.stop();
            leveret.start(settings);
            assertThat(queues(ctl, "v")).isZero();
            leveret.stop();
            file("parts/3.json", "{\"queues\":[" + queue("v", "other") + "]}");
            leveret.start(settings);
            assertThat(ctl.ok("list_queues", "-s", "-p", "v", "name")).isEqualTo("other\nq\n");
        }
    }

    @Test
    void aFileThatIsWrongRefusesTheStart() throws Exception {
        Path bad = file("bad.json", vhost("v", queue("nosuch", "q")));
        Path good = file("good.json", vhost("v", ""));
        try (LeveretProcess leveret = LeveretProcess.create("bad-definitions")) {
            LeveretProcess.Refused refused =
                    leveret.startRefused(LeveretProcess.freePort(), "management.load_definitions=" + bad);
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.output())
                    .contains("definitions in " + bad + " cannot be imported: queues[0].vhost: Please create virtual"
                            + " host \"nosuch\" prior to importing definitions.");
            assertThat(leveret.startRefused(LeveretProcess.freePort(), "load_definitions=/nosuch.json")
                            .output())
                    .contains("definitions cannot be read from /nosuch.json: it does not exist");
            assertThat(leveret.startRefused(
                                    LeveretProcess.freePort(),
                                    "definitions.import_backend=https",
                                    "definitions.local.path=" + good)
                            .output())
                    .contains("definitions.import_backend at --set = https is not offered");
            leveret.start("load_definitions=" + good);
            assertThat(leveret.control().ok("list_vhosts", "-s")).isEqualTo("v\n");
        }
    }

    /** Each time a virtual host of its own; while the import runs, or a little later. */
    @Test
    void afterAKillAllOfAnImportIsThereOrNothing() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        try (LeveretProcess leveret = LeveretProcess.create("import-kill")) {
            for (int kill = 0; kill < KILLS; kill++) {
                leveret.start();
                ControlTool ctl = leveret.control();
                String vhost = "v" + kill;
                Path file = file(
                        vhost + ".json",
                        vhost(
                                vhost,
                                IntStream.range(0, QUEUES)
                                        .mapToObj(i -> queue(vhost, "q" + i))
                                        .collect(Collectors.joining(","))));
                CompletableFuture<Boolean> answered = CompletableFuture.supplyAsync(() -> imported(ctl, file));
                long untilNanos = System.nanoTime() + random.nextInt(2_000) * 1_000_000L;
                while (System.nanoTime() < untilNanos && !answered.isDone()) {
                    LockSupport.parkNanos(1_000_000);
                }
                leveret.kill();
                leveret.start();
                long found = queues(ctl, vhost);
                assertThat(found).as("seed %d kill %d", seed, kill).isIn(0L, (long) QUEUES);
                if (answered.get()) {
                    assertThat(found).as("seed %d kill %d", seed, kill).isEqualTo(QUEUES);
                }
                leveret.stop();
            }
        }
    }

    private static boolean imported(ControlTool ctl, Path file) {
        try {
            return ctl.run("import_definitions", file.toString()).exitCode() == 0;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void overHttpAFileGoesOutAndIn() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("definitions-http")) {
            String line = leveret.start("management.tcp.port=0");
            String api = "http://127.0.0.1:"
                    + line.substring(line.lastIndexOf(':') + 1).trim() + "/api/definitions";
            String file = vhost("v", queue("v", "q1") + "," + queue("v", "q2"));
            assertThat(send(api + "?dry_run=true&format=text", file).body())
                    .isEqualTo("+ vhosts[0] 'v'\n+ queues[0] 'q1' in vhost 'v'\n+ queues[1] 'q2' in vhost 'v'\n"
                            + "Would be: 3 added, 0 changed, 0 unchanged, 0 skipped\n");
            assertThat(send(api, file).statusCode()).isEqualTo(204);
            HttpResponse<String> exported = send(api + "?download=d.json", null);
            assertThat(exported.headers().firstValue("content-disposition")).hasValue("attachment; filename=d.json");
            assertThat(send(api + "?strict=true", exported.body()).body())
                    .contains("\"added\":0,\"changed\":0,")
                    .contains("\"skipped\":0");
            assertThat(send(api, vhost("w", queue("nosuch", "q"))).body())
                    .isEqualTo("{\"error\":\"bad_request\",\"reason\":\"queues[0].vhost: Please create virtual host"
                            + " \\\"nosuch\\\" prior to importing definitions.\"}");
            assertThat(leveret.control().ok("list_vhosts", "-s")).isEqualTo("/\nv\n");
        }
    }

    private static HttpResponse<String> send(String uri, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri))
                .header("authorization", "Basic " + Base64.getEncoder().encodeToString("guest:guest".getBytes()))
                .header("content-type", "application/json");
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
