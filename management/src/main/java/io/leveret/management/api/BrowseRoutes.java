package io.leveret.management.api;

import io.leveret.management.admin.AccessControl.AccessRight;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.ExchangesAdmin.ExchangeDetails;
import io.leveret.management.admin.MessagesAdmin.Look;
import io.leveret.management.admin.MessagesAdmin.Source;
import io.leveret.management.admin.MessagesAdmin.StoredMessage;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Messages in queues, and those that exchanges hold back: looked at without being consumed, and dropped one by one.
 * Whoever does it needs the permission to read the queue, as to consume from it or to purge it; an exchange that holds
 * messages back is configured by whoever drops them.
 */
final class BrowseRoutes implements RouteTable.Family {
    private static final String MESSAGES = "/x/queues/{vhost}/{queue}/messages";
    private static final String DELAYED = "/x/delayed/{vhost}/{exchange}";
    private static final int MOST_MESSAGES = 500;
    private static final int USUAL_MESSAGES = 50;
    private static final int USUAL_BODY_BYTES = 50_000;
    private static final int MOST_BODY_BYTES = 16 << 20;
    private static final long USUAL_LOOKED = 100_000;
    private static final long MOST_LOOKED = 10_000_000;

    private final Ports ports;

    BrowseRoutes(Ports ports) {
        this.ports = ports;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(
                        Verb.GET,
                        MESSAGES,
                        Audience.VHOST,
                        "Look at messages of a queue without consuming them, or look for some",
                        request -> list(request, queue(request, AccessRight.READ))),
                new Route(
                        Verb.GET,
                        MESSAGES + "/{id}",
                        Audience.VHOST,
                        "Look at one message of a queue without consuming it",
                        request -> one(request, queue(request, AccessRight.READ))),
                new Route(
                        Verb.DELETE,
                        MESSAGES + "/{id}",
                        Audience.VHOST,
                        "Delete one message that waits in a queue",
                        request -> drop(request, queue(request, AccessRight.READ))),
                new Route(
                        Verb.GET,
                        "/x/delayed/{vhost}",
                        Audience.VHOST,
                        "Exchanges that hold messages back, and how many",
                        this::holding),
                new Route(
                        Verb.GET,
                        DELAYED,
                        Audience.VHOST,
                        "Look at messages that an exchange holds back, or look for some",
                        request -> list(request, delayed(request, AccessRight.READ))),
                new Route(
                        Verb.GET,
                        DELAYED + "/{id}",
                        Audience.VHOST,
                        "Look at one message that an exchange holds back",
                        request -> one(request, delayed(request, AccessRight.READ))),
                new Route(
                        Verb.DELETE,
                        DELAYED + "/{id}",
                        Audience.VHOST,
                        "Cancel a message that an exchange holds back",
                        request -> drop(request, delayed(request, AccessRight.CONFIGURE))));
    }

    private static Source queue(Request request, AccessRight right) throws ApiException {
        String queue = request.path("queue");
        Permits.require(request, right, "queue", queue);
        return Source.queue(request.path("vhost"), queue);
    }

    private static Source delayed(Request request, AccessRight right) throws ApiException {
        String exchange = request.exchange("exchange");
        Permits.require(request, right, "exchange", exchange);
        return Source.delayedBy(request.path("vhost"), exchange);
    }

    private static boolean asText(Request request) throws ApiException {
        String encoding = request.query("encoding").orElse("auto");
        if (!encoding.equals("auto") && !encoding.equals("base64")) {
            throw ApiException.badRequest("Unsupported encoding. Please use auto or base64.");
        }
        return encoding.equals("auto");
    }

    private static int bodyBytes(Request request) throws ApiException {
        return (int) StoredMessages.number(request, "truncate", USUAL_BODY_BYTES, 0, MOST_BODY_BYTES);
    }

    private Response list(Request request, Source source) throws ApiException, AdminException {
        boolean asText = asText(request);
        Look look = new Look(
                request.query("cursor").filter(text -> !text.isEmpty()).orElse(null),
                (int) StoredMessages.number(request, "limit", USUAL_MESSAGES, 1, MOST_MESSAGES),
                bodyBytes(request),
                StoredMessages.filter(request),
                StoredMessages.number(request, "scan", USUAL_LOOKED, 1, MOST_LOOKED));
        return Response.json(StoredMessages.page(ports.get().messages().look(source, look), asText));
    }

    private Response holding(Request request) throws AdminException {
        String vhost = request.path("vhost");
        List<Map<String, Object>> holding = new ArrayList<>();
        for (ExchangeDetails exchange : ports.get().exchanges().list(vhost)) {
            if (exchange.type().equals("x-delayed-message")) {
                Map<String, Object> object = new LinkedHashMap<>();
                object.put("name", exchange.name());
                object.put("vhost", vhost);
                object.put("messages_delayed", ports.get().delayed().count(vhost, exchange.name()));
                holding.add(object);
            }
        }
        return Response.json(holding);
    }

    private Response one(Request request, Source source) throws ApiException, AdminException {
        boolean asText = asText(request);
        Optional<StoredMessage> found = ports.get().messages().find(source, id(request), bodyBytes(request));
        if (found.isEmpty()) {
            throw ApiException.notFound();
        }
        Map<String, Object> object = StoredMessages.object(found.get(), asText);
        object.remove("position"); // nobody counted
        return Response.json(object);
    }

    private Response drop(Request request, Source source) throws ApiException, AdminException {
        if (!ports.get().messages().drop(source, id(request))) {
            throw ApiException.notFound();
        }
        return Response.empty(204);
    }

    private static long id(Request request) throws ApiException {
        String text = request.path("id");
        if (!text.matches("[0-9]{1,18}")) {
            throw ApiException.notFound();
        }
        return Long.parseLong(text);
    }
}
