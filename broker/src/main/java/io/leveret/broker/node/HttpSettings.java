package io.leveret.broker.node;

import io.leveret.broker.settings.Settings;
import io.leveret.broker.tls.TlsContexts;
import io.leveret.broker.tls.TlsException;
import io.leveret.broker.tls.TlsOptions;
import io.leveret.management.http.HttpOptions;
import io.leveret.management.http.HttpOptions.Bind;
import io.leveret.management.http.HttpPolicy;
import io.leveret.management.stats.NodeGauges;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the settings say of how the HTTP API is served, and the metrics. */
final class HttpSettings {
    private static final String TCP = "management.tcp";
    private static final List<String> METRICS_TCP =
            List.of("prometheus.tcp.listener", "prometheus.tcp.port", "prometheus.tcp.ip");
    private static final String PORT = ".port";
    private static final String IP = ".ip";

    private HttpSettings() {}

    /** Whether there is a TLS listener. */
    static boolean hasTls(Settings settings, String prefix) {
        return settings.has(prefix + PORT);
    }

    /**
     * The certificates of a TLS listener.
     *
     * @param prefix of its settings
     * @return null if there is none
     * @throws ListenException certificates or keys cannot be used
     */
    static TlsContexts certificates(Settings settings, String prefix) throws ListenException {
        if (!hasTls(settings, prefix)) {
            return null;
        }
        try {
            return TlsContexts.open(TlsOptions.of(settings, prefix));
        } catch (TlsException e) {
            throw new ListenException("cannot serve HTTPS: " + e.in(settings), e);
        }
    }

    /**
     * All of the API.
     *
     * @param certificates null without TLS
     */
    static HttpOptions options(Settings settings, TlsContexts certificates, int threads) {
        List<Bind> binds = new ArrayList<>();
        boolean asked = settings.isSet(TCP + PORT) || settings.isSet(TCP + IP);
        if (certificates == null || asked) { // as RabbitMQ: who sets TLS alone wants no HTTP in the clear
            boolean required = settings.isSet(TCP + PORT);
            int port = settings.integer(TCP + PORT);
            binds.add(new Bind(host(settings, TCP), port, required, null, connections(settings, TCP)));
        }
        if (certificates != null) {
            binds.add(withTls(settings, TlsOptions.HTTP, certificates));
        }
        String prefix = settings.has("management.path_prefix") ? settings.text("management.path_prefix") : "";
        return new HttpOptions(
                binds, prefix, settings.bytes("management.http.max_body_size"), threads, policy(settings));
    }

    /**
     * All of the metrics.
     *
     * @param certificates null without TLS
     */
    static HttpOptions metrics(Settings settings, TlsContexts certificates, int threads) {
        List<Bind> binds = new ArrayList<>();
        if (certificates == null || METRICS_TCP.stream().anyMatch(settings::isSet)) {
            settings.metricsListener().ifPresent(at -> {
                String host = at.host().isEmpty() ? null : at.host();
                int most = connections(settings, "prometheus.tcp");
                binds.add(new Bind(host, at.port(), at.explicit(), null, most));
            });
        }
        if (certificates != null) {
            binds.add(withTls(settings, TlsOptions.METRICS, certificates));
        }
        return new HttpOptions(binds, "", settings.bytes("management.http.max_body_size"), threads);
    }

    private static Bind withTls(Settings settings, String prefix, TlsContexts certificates) {
        int port = settings.integer(prefix + PORT);
        return new Bind(
                host(settings, prefix), port, true, certificates::newPlainEngine, connections(settings, prefix));
    }

    /** What is set; else RabbitMQ's number, but no more than leaves most of the descriptors to AMQP. */
    private static int connections(Settings settings, String prefix) {
        String key = prefix + ".max_connections";
        if (settings.isSet(key)) {
            return settings.integer(key);
        }
        long files = NodeGauges.mostFiles();
        return (int) (files > 0 ? Math.max(16, Math.min(settings.integer(key), files / 8)) : settings.integer(key));
    }

    private static String host(Settings settings, String prefix) {
        return settings.has(prefix + IP) ? settings.text(prefix + IP) : null;
    }

    private static HttpPolicy policy(Settings settings) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-security-policy", HttpPolicy.DEFAULT_CSP);
        header(settings, "management.csp.policy", headers, "content-security-policy");
        header(settings, "management.hsts.policy", headers, "strict-transport-security");
        header(settings, "management.headers.content_type_options", headers, "x-content-type-options");
        header(settings, "management.headers.frame_options", headers, "x-frame-options");
        header(settings, "management.headers.referrer_policy", headers, "referrer-policy");
        header(settings, "management.headers.xss_protection", headers, "x-xss-protection");
        List<String> origins =
                List.copyOf(settings.below("management.cors.allow_origins").values());
        return new HttpPolicy(
                headers,
                origins,
                settings.integer("management.cors.max_age"),
                settings.bool("management.disable_basic_auth"));
    }

    private static void header(Settings settings, String key, Map<String, String> headers, String name) {
        if (settings.isSet(key)) {
            headers.put(name, settings.text(key));
        }
    }
}
