package io.leveret.broker.node;

import io.leveret.broker.settings.Settings;
import io.leveret.broker.tls.TlsContexts;
import io.leveret.broker.tls.TlsOptions;
import io.leveret.management.admin.AccessControl;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.NodeAdmin.Listener;
import io.leveret.management.api.Api;
import io.leveret.management.api.Console;
import io.leveret.management.http.ApiServer;
import io.leveret.management.http.ApiServer.Mount;
import io.leveret.management.http.HttpOptions;
import io.leveret.management.http.RouteTable;
import io.leveret.management.metrics.Metrics;
import io.leveret.management.metrics.MetricsOptions;
import io.leveret.management.stats.Retention;
import io.leveret.management.stats.Stats;
import io.leveret.management.stats.StatsOptions;
import io.leveret.management.stats.StatsOptions.RatesMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node serves over HTTP, made from its settings: the API with the metrics beside it, and the metrics on a port
 * of their own. Each can be switched off.
 */
final class ManagementServing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ManagementServing.class);
    private static final int API_THREADS = 32;
    private static final int METRICS_THREADS = 6;
    private static final String HTTP = "http";
    private static final String METRICS = "http/prometheus";

    /** A part of the past, as settings name it. */
    private record Span(String name, int seconds) {}

    /** The youngest first. */
    private static final List<Span> SPANS =
            List.of(new Span("minute", 60), new Span("hour", 3_600), new Span("day", 86_400));

    private final Metrics metrics;
    private final Stats stats;

    /** By RabbitMQ's name of the protocol without TLS; none where there is no TLS. */
    private final Map<String, TlsContexts> certificates = new LinkedHashMap<>();

    /** What is served, with RabbitMQ's name of the protocol. */
    private final Map<String, ApiServer> servers = new LinkedHashMap<>();

    private ManagementServing(Metrics metrics, Stats stats) {
        this.metrics = metrics;
        this.stats = stats;
    }

    /** How statistics are taken. */
    static StatsOptions statistics(Settings settings) {
        return new StatsOptions(
                settings.bool("management.disable_stats"),
                settings.bool("management.enable_queue_totals"),
                RatesMode.valueOf(settings.text("management.rates_mode").toUpperCase(Locale.ROOT)),
                settings.integer("collect_statistics_interval"),
                retention(settings, "global", Retention.GLOBAL),
                retention(settings, "basic", Retention.BASIC),
                settings.bytes("limits.statistics_history_bytes"));
    }

    /** What is set of a section stands for all of it; as by default when nothing is. */
    private static List<Retention> retention(Settings settings, String section, List<Retention> byDefault) {
        List<Retention> kept = new ArrayList<>();
        for (Span span : SPANS) {
            String key = "management.sample_retention_policies." + section + "." + span.name();
            if (settings.isSet(key)) {
                kept.add(Retention.within(span.seconds(), settings.integer(key)));
            }
        }
        return kept.isEmpty() ? byDefault : kept;
    }

    /**
     * Begins to serve.
     *
     * @param version of Leveret
     * @throws IOException an address that was set is taken
     * @throws ListenException certificates or keys cannot be used
     */
    static ManagementServing start(
            Settings settings, NodeAdmin node, Stats stats, Supplier<AccessControl> access, String version)
            throws IOException, ListenException {
        ManagementServing serving = new ManagementServing(new Metrics(node, metricsOptions(settings, version)), stats);
        boolean serves = false;
        try {
            serving.open(settings, node, access);
            serves = true;
        } finally {
            if (!serves) {
                serving.close();
            }
        }
        return serving;
    }

    private void open(Settings settings, NodeAdmin node, Supplier<AccessControl> access)
            throws IOException, ListenException {
        Mount beside = new Mount("", new RouteTable(List.of(metrics)));
        if (settings.bool("management.enabled")) {
            TlsContexts tls = certificates(settings, HTTP, TlsOptions.HTTP);
            List<Mount> mounts = List.of(new Mount("/api", Api.routes(node, stats)), beside);
            HttpOptions options = HttpSettings.options(settings, tls, API_THREADS);
            open(HTTP, new ApiServer(options, mounts, Console.files(), access));
            if (!servers.get(HTTP).ports().isEmpty()) {
                String scheme = tls == null ? "http" : "https";
                int port = servers.get(HTTP).ports().get(0);
                LOG.info("the console is at {}://localhost:{}{}/", scheme, port, options.pathPrefix());
            }
            stats.start();
        }
        TlsContexts tls = certificates(settings, METRICS, TlsOptions.METRICS);
        HttpOptions options = HttpSettings.metrics(settings, tls, METRICS_THREADS);
        if (!options.binds().isEmpty()) {
            open(METRICS, new ApiServer(options, List.of(beside), access));
        }
    }

    private TlsContexts certificates(Settings settings, String protocol, String prefix) throws ListenException {
        TlsContexts contexts = HttpSettings.certificates(settings, prefix);
        if (contexts != null) {
            certificates.put(protocol, contexts);
        }
        return contexts;
    }

    private void open(String protocol, ApiServer server) throws IOException {
        servers.put(protocol, server);
        server.start();
    }

    private static MetricsOptions metricsOptions(Settings settings, String version) {
        String path = settings.text("prometheus.path").replaceAll("^/*|/+$", "");
        return new MetricsOptions(
                path.isEmpty() ? "" : "/" + path,
                settings.bool("prometheus.return_per_object_metrics"),
                settings.bool("prometheus.authentication.enabled"),
                version);
    }

    /** Where it listens, for people: ", HTTP at *:15672, metrics at *:15692". */
    String addresses() {
        StringBuilder text = new StringBuilder();
        servers.forEach((protocol, server) -> {
            if (!server.ports().isEmpty()) {
                text.append(protocol.equals(HTTP) ? ", HTTP at " : ", metrics at ")
                        .append(server.addresses());
            }
        });
        return text.toString();
    }

    /** Where it listens. */
    List<Listener> listeners() {
        List<Listener> listeners = new ArrayList<>();
        servers.keySet().forEach(protocol -> listeners.addAll(listeners(protocol)));
        return listeners;
    }

    private List<Listener> listeners(String protocol) {
        String suffix = protocol.substring(HTTP.length());
        return servers.get(protocol).listeners().stream()
                .map(each -> new Listener(each.address(), each.port(), each.protocol() + suffix))
                .toList();
    }

    /** Where it listens with TLS, and the certificates of that. */
    Map<Listener, TlsContexts> certificates() {
        Map<Listener, TlsContexts> found = new LinkedHashMap<>();
        certificates.forEach((protocol, contexts) -> listeners(protocol).stream()
                .filter(each -> each.protocol().startsWith("https"))
                .forEach(each -> found.put(each, contexts)));
        return found;
    }

    /** Looks now whether the files of certificates have changed. */
    void lookAtCertificates() {
        certificates.values().forEach(TlsContexts::look);
    }

    @Override
    public void close() {
        stats.close();
        servers.values().forEach(ApiServer::close);
        metrics.close();
        certificates.values().forEach(TlsContexts::close);
    }
}
