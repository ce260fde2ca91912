package io.leveret.management.api;

import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.FiguresAdmin.ConnectionFigures;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Request;
import io.leveret.management.stats.Ranges;
import io.leveret.management.stats.Stats;
import io.leveret.management.stats.Stats.Depth;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What virtual hosts hold and what passes through them, read once for all that one request asks about. */
final class VhostNumbers {
    private static final List<String> OCTETS = List.of("recv_oct", "send_oct");
    private static final String DETAILS = "_details";
    private static final String RATE = "rate";

    private final Stats stats;
    private final FiguresAdmin figures;
    private final Ranges ranges;
    private final Map<String, Depth> depths;
    private final Map<String, Map<String, Double>> traffic = new HashMap<>();

    private VhostNumbers(Stats stats, FiguresAdmin figures, Ranges ranges) {
        this.stats = stats;
        this.figures = figures;
        this.ranges = ranges;
        this.depths = Stats.depths(figures);
        for (ConnectionFigures each : figures.connections()) {
            add(each);
        }
    }

    /** Those that a request asks for; null if it wants none, as {@code disable_stats=true} says. */
    static VhostNumbers of(Stats stats, FiguresAdmin figures, Request request) throws ApiException {
        boolean none = request.flag("disable_stats") || stats.options().disabled();
        return none ? null : new VhostNumbers(stats, figures, Ranges.of(request));
    }

    /** The connections that are open now count. */
    private void add(ConnectionFigures connection) {
        Map<String, Object> one = new LinkedHashMap<>();
        stats.putConnection(one, connection, Ranges.NONE);
        Map<String, Double> sums = traffic.computeIfAbsent(connection.vhost(), any -> new HashMap<>());
        for (String octets : OCTETS) {
            if (one.get(octets) instanceof Number count) {
                sums.merge(octets, count.doubleValue(), Double::sum);
            }
            if (one.get(octets + DETAILS) instanceof Map<?, ?> details && details.get(RATE) instanceof Number rate) {
                sums.merge(octets + DETAILS, rate.doubleValue(), Double::sum);
            }
        }
    }

    /** Puts those of one virtual host. */
    void put(Map<String, Object> target, String vhost) {
        Map<String, Double> sums = traffic.getOrDefault(vhost, Map.of());
        for (String octets : OCTETS) {
            target.put(octets, sums.getOrDefault(octets, 0.0).longValue());
            target.put(octets + DETAILS, Map.of(RATE, sums.getOrDefault(octets + DETAILS, 0.0)));
        }
        stats.putVhost(target, figures, vhost, depths, ranges);
    }
}
