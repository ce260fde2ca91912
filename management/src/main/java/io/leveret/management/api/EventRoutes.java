package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.EventsAdmin;
import io.leveret.management.admin.EventsAdmin.NodeEvent;
import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.FiguresAdmin.QueueFigures;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Caller;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What happens, as server-sent events: to objects that the client may see, and the rates of the node, or what one queue
 * holds and does.
 */
final class EventRoutes implements RouteTable.Family {
    /** Each has a thread. */
    static final int MOST_CLIENTS = 64;

    private static final long FIGURES_EVERY_MS = 1000;

    private final Ports ports;
    private final AtomicInteger clients = new AtomicInteger();

    EventRoutes(Ports ports) {
        this.ports = ports;
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(
                Verb.GET,
                "/x/events",
                Audience.MANAGEMENT,
                "What happens to objects, alarms and rates, as server-sent events",
                this::open));
    }

    private Response open(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        List<String> types =
                request.query("types").map(text -> List.of(text.split(","))).orElse(List.of());
        String vhost = request.query("vhost").orElse("");
        String queue = request.query("queue").orElse("");
        Caller caller = request.caller();
        if (!vhost.isEmpty() && !caller.sees(vhost)) {
            throw ApiException.refused("User not authorised to access virtual host");
        }
        Supplier<Reading> figures = queue.isEmpty()
                ? rates(broker.figures(), types, vhost.isEmpty() ? caller::sees : vhost::equals)
                : readings(broker.figures(), caller, vhost, queue);
        if (clients.get() >= MOST_CLIENTS) {
            throw ApiException.of(503, "too_many_clients", "at most " + MOST_CLIENTS + " clients can listen");
        }
        Predicate<NodeEvent> wanted = event -> (vhost.isEmpty() || event.vhost().equals(vhost))
                && (queue.isEmpty() || isOf(event, "queue") && event.name().equals(queue))
                && (types.isEmpty() || types.stream().anyMatch(type -> isOf(event, type)))
                && EventSight.sees(caller, event);
        return stream(broker.events(), caller, wanted, figures);
    }

    /** What clients did in some virtual hosts; null if it is not wanted. */
    private static Supplier<Reading> rates(FiguresAdmin figures, List<String> types, Predicate<String> vhosts) {
        boolean wanted = types.isEmpty() || types.contains("rates");
        return wanted && figures != null ? new RateFigures(figures, vhosts) : null;
    }

    /** The figures of one queue, to whoever could get it; they say when it is gone, so they are always looked at. */
    private static Supplier<Reading> readings(FiguresAdmin figures, Caller caller, String vhost, String name)
            throws ApiException {
        if (vhost.isEmpty()) {
            throw ApiException.badRequest("queue needs a vhost");
        }
        QueueFigures queue = figures.queue(vhost, name);
        if (queue == null) {
            throw ApiException.notFound();
        }
        return new QueueReadings(figures, queue, () -> caller.sees(vhost), System::nanoTime);
    }

    private Response stream(EventsAdmin events, Caller caller, Predicate<NodeEvent> wanted, Supplier<Reading> figures) {
        return Response.events(client -> {
            if (clients.incrementAndGet() > MOST_CLIENTS) { // others have come since this one was let in
                clients.decrementAndGet();
                client.close();
                return () -> {};
            }
            EventStream stream = new EventStream(
                    client,
                    wanted,
                    event -> EventSight.endsSession(caller, event),
                    figures,
                    FIGURES_EVERY_MS,
                    clients::decrementAndGet);
            stream.listen(events);
            Thread thread = new Thread(stream, "events of " + caller.name());
            thread.setDaemon(true);
            return thread::start;
        });
    }

    /** A type, or the family before its first dot. */
    private static boolean isOf(NodeEvent event, String type) {
        return event.type().equals(type) || event.type().startsWith(type + ".");
    }
}
