package io.leveret.it.metrics;

import io.leveret.it.harness.DebianPackages;
import io.leveret.it.harness.LeveretProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Prometheus of its own, in a process that ends with {@link #close()}: the one that is installed, or else Debian's
 * package, unpacked. For one thread.
 */
final class PrometheusProcess implements AutoCloseable {
    private static final Pattern VALUE = Pattern.compile("\"value\":\\[[^,]+,\"([^\"]+)\"]");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path directory;
    private final int port;
    private final Process process;

    private PrometheusProcess(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /** The directory of {@code prometheus} and {@code promtool}, if they can be had. */
    static Optional<Path> programs() throws IOException, InterruptedException {
        for (String each : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(each, "prometheus")) && Files.isExecutable(Path.of(each, "promtool"))) {
                return Optional.of(Path.of(each));
            }
        }
        return DebianPackages.unpacked("prometheus").map(root -> root.resolve("usr/bin"));
    }

    /** Starts one that scrapes an address every second, as the job {@code rabbitmq}. */
    static PrometheusProcess scraping(Path programs, String address) throws IOException {
        Path directory = Files.createTempDirectory("leveret-it-prometheus-");
        Path configuration = directory.resolve("prometheus.yml");
        Files.writeString(configuration, """
                global:
                  scrape_interval: 1s
                scrape_configs:
                  - job_name: rabbitmq
                    static_configs:
                      - targets: ['%s']
                """.formatted(address));
        int port = LeveretProcess.freePort();
        Process process = new ProcessBuilder(
                        programs.resolve("prometheus").toString(),
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        return new PrometheusProcess(directory, port, process);
    }

    /** What {@code promtool} says to a scrape: its exit code, 1 when the text is malformed, and its words. */
    static String checked(Path programs, byte[] scrape) throws IOException {
        Process tool = new ProcessBuilder(programs.resolve("promtool").toString(), "check", "metrics")
                .redirectErrorStream(true)
                .start();
        tool.getOutputStream().write(scrape);
        tool.getOutputStream().close();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return tool.onExit().join().exitValue() + " " + said;
    }

    /** The values that a query finds now, one for each series; none while it does not serve yet. */
    List<Double> values(String query) throws IOException, InterruptedException {
        URI uri = URI.create(
                "http://127.0.0.1:" + port + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        HttpResponse<String> response;
        try {
            response = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            if (!process.isAlive()) {
                throw new IOException("Prometheus ended: " + log(), e);
            }
            return List.of();
        }
        if (response.statusCode() == 503) { // it is starting
            return List.of();
        }
        if (response.statusCode() != 200) {
            throw new IOException(query + ": " + response.body());
        }
        List<Double> values = new ArrayList<>();
        Matcher value = VALUE.matcher(response.body());
        while (value.find()) {
            values.add(value.group(1).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(value.group(1)));
        }
        return values;
    }

    /** What it has logged. */
    String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
