package io.leveret.management.api;

import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.NodeAdmin.ListenerCertificate;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** Whether certificates of listeners are valid for long enough. */
final class CertificateRoutes implements RouteTable.Family {
    private static final double DAY_MS = 86_400_000.0;
    private static final Map<String, Double> UNITS_MS =
            Map.of("days", DAY_MS, "weeks", DAY_MS * 7, "months", DAY_MS * 365 / 12, "years", DAY_MS * 365);

    /** As RabbitMQ writes it: hours have no zero in front. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd H:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final NodeAdmin node;
    private final LongSupplier nowMs;

    /** @param nowMs epoch milliseconds */
    CertificateRoutes(NodeAdmin node, LongSupplier nowMs) {
        this.node = node;
        this.nowMs = nowMs;
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(
                Verb.GET,
                "/health/checks/certificate-expiration/{within}/{unit}",
                Audience.MANAGEMENT,
                "No certificate ends within so many days, weeks, months or years",
                this::check));
    }

    private Response check(Request request) throws ApiException {
        double untilMs = nowMs.getAsLong() + within(request.path("within"), request.path("unit"));
        List<Map<String, Object>> expired = new ArrayList<>();
        for (ListenerCertificate each : node.certificates()) {
            boolean own = each.expiresAtMs() <= untilMs;
            boolean authorities = each.authoritiesExpireAtMs() > 0 && each.authoritiesExpireAtMs() <= untilMs;
            if (own || authorities) {
                expired.add(row(each, own, authorities));
            }
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", expired.isEmpty() ? "ok" : "failed");
        if (expired.isEmpty()) {
            return Response.json(answer);
        }
        answer.put("reason", "Certificates expiring");
        answer.put("expired", expired);
        return Response.json(503, answer);
    }

    private static double within(String number, String unit) throws ApiException {
        Double unitMs = UNITS_MS.get(unit.toLowerCase(Locale.ROOT));
        try {
            long count = Long.parseLong(number);
            if (unitMs != null) {
                return count * unitMs;
            }
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("Invalid expiration value.");
        }
        throw ApiException.badRequest("Time unit not recognised. Supported units: days, weeks, months, years.");
    }

    private Map<String, Object> row(ListenerCertificate certificate, boolean own, boolean authorities) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("node", node.name());
        row.put("protocol", certificate.listener().protocol());
        row.put("interface", certificate.listener().address());
        row.put("port", certificate.listener().port());
        row.put("certfile", certificate.file());
        row.put("cacertfile", certificate.authorities());
        row.put("certfile_expires_on", own ? List.of(text(certificate.expiresAtMs())) : List.of());
        row.put("cacertfile_expires_on", authorities ? List.of(text(certificate.authoritiesExpireAtMs())) : List.of());
        return row;
    }

    private static String text(long ms) {
        return TIME.format(Instant.ofEpochMilli(ms));
    }
}
