package io.leveret.broker.node;

import io.leveret.broker.settings.Settings;
import io.leveret.management.admin.AccessControl;
import io.leveret.management.http.ApiServer;
import io.leveret.management.http.HttpOptions;
import io.leveret.management.http.HttpOptions.Bind;
import io.leveret.management.http.RouteTable;
import io.leveret.management.stats.StatsOptions;
import io.leveret.management.stats.StatsOptions.RatesMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The HTTP API of a node, made from its settings. */
final class ManagementServing {
    private static final int THREADS = 12;

    private ManagementServing() {}

    /** A server that does not listen yet. */
    static ApiServer of(Settings settings, RouteTable routes, Supplier<AccessControl> access) {
        return new ApiServer(options(settings), routes, access);
    }

    /** How statistics are taken. */
    static StatsOptions statistics(Settings settings) {
        return new StatsOptions(
                settings.bool("management.disable_stats"),
                settings.bool("management.enable_queue_totals"),
                RatesMode.valueOf(settings.text("management.rates_mode").toUpperCase(Locale.ROOT)),
                settings.integer("collect_statistics_interval"),
                settings.bytes("limits.statistics_history_bytes"));
    }

    private static HttpOptions options(Settings settings) {
        List<Bind> binds = new ArrayList<>();
        String host = settings.has("management.tcp.ip") ? settings.text("management.tcp.ip") : null;
        binds.add(new Bind(host, settings.integer("management.tcp.port"), settings.isSet("management.tcp.port")));
        String prefix = settings.has("management.path_prefix") ? settings.text("management.path_prefix") : "";
        return new HttpOptions(binds, prefix, settings.bytes("management.http.max_body_size"), THREADS);
    }
}
