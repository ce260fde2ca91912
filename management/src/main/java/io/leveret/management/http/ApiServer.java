package io.leveret.management.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import io.leveret.management.admin.AccessControl;
import io.leveret.management.admin.AdminException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a table of routes over HTTP: the one class that knows the library which does it. What all answers have in
 * common is here: JSON, RabbitMQ's headers and its errors, a limit on bodies, and no word of what is inside.
 */
public final class ApiServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final String API = "/api";
    private static final int MIN_THREADS = 2;

    private final Javalin javalin;
    private final Gate gate;
    private final HttpOptions options;
    private final Requests requests;
    private final List<ServerConnector> connectors = new ArrayList<>();

    /**
     * Some routes, and what stands before their paths.
     *
     * @param prefix "" or as {@code /api}
     */
    public record Mount(String prefix, RouteTable table) {}

    /** Serves the API. */
    public ApiServer(HttpOptions options, RouteTable table, Supplier<AccessControl> access) {
        this(options, List.of(new Mount(API, table)), access);
    }

    /** @param access asked for at each request */
    public ApiServer(HttpOptions options, List<Mount> mounts, Supplier<AccessControl> access) {
        this.options = options;
        this.gate = new Gate(access);
        this.requests = new Requests(options.maxBodyBytes());
        this.javalin = Javalin.create(config -> configure(config, mounts));
    }

    private void configure(JavalinConfig config, List<Mount> mounts) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        config.http.defaultContentType = "application/json";
        config.http.compressionStrategy = CompressionStrategy.GZIP;
        config.router.contextPath = options.pathPrefix().isEmpty() ? "/" : options.pathPrefix();
        QueuedThreadPool threads = new QueuedThreadPool(options.threads(), MIN_THREADS);
        threads.setName("management");
        threads.setDaemon(true);
        config.jetty.threadPool = threads;
        config.jetty.modifyServer(this::listen);
        config.jetty.modifyServletContextHandler(handler -> handler.insertHandler(new EmptySegments()));
        mounts.forEach(mount -> mount(config, mount));
        config.routes.exception(HttpResponseException.class, (e, context) -> refuse(context, e));
        config.routes.exception(Exception.class, (e, context) -> fail(context, e));
    }

    private void mount(JavalinConfig config, Mount mount) {
        for (Route route : mount.table().routes()) {
            config.routes.addEndpoint(new Endpoint(
                    HandlerType.findOrCreate(route.verb().name()),
                    mount.prefix() + route.path(),
                    context -> serve(route, context)));
        }
        mount.table().routes().stream()
                .map(Route::path)
                .distinct()
                .forEach(path -> config.routes.options(mount.prefix() + path, context -> context.status(200)));
    }

    /** Takes the addresses now, so that it is known which of them are to be had. */
    private void listen(Server server) {
        server.setErrorHandler(new BareErrors());
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setUriCompliance(
                UriCompliance.from(UriCompliance.AMBIGUOUS_VIOLATIONS)); // %2F within a segment is part of a name
        for (HttpOptions.Bind bind : options.binds()) {
            ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
            connector.setHost(bind.host());
            connector.setPort(bind.port());
            try {
                connector.open();
            } catch (IOException e) {
                String where = (bind.host() == null ? "*" : bind.host()) + ":" + bind.port();
                if (bind.required()) {
                    throw new UncheckedIOException("cannot listen for HTTP on " + where + ": " + e.getMessage(), e);
                }
                LOG.warn("HTTP is not served on {}: {}", where, e.getMessage());
                continue;
            }
            server.addConnector(connector);
            connectors.add(connector);
        }
    }

    private void serve(Route route, Context context) throws IOException {
        Answers.common(context);
        try {
            InetSocketAddress from = new InetSocketAddress(
                    context.req().getRemoteAddr(), context.req().getRemotePort());
            Map<String, String> path = context.pathParamMap();
            Caller caller = gate.admit(route, context.header("authorization"), from, path.get("vhost"));
            Answers.write(context, route.handler().answer(requests.of(context, caller)));
        } catch (Gate.LoginWantedException e) {
            context.status(401).header("www-authenticate", "Basic realm=\"RabbitMQ Management\"");
        } catch (ApiException e) {
            Answers.write(context, Answers.of(e));
        } catch (AdminException e) {
            Answers.write(context, Answers.of(e));
        }
    }

    /** What the library itself refuses: no such route, a method that the path has not, a malformed path. */
    private static void refuse(Context context, HttpResponseException refusal) {
        Answers.common(context);
        switch (refusal.getStatus()) {
            case 404 -> Answers.error(context, 404, "Object Not Found", "Not Found");
            case 405 -> {
                String allowed = refusal.getDetails().getOrDefault("availableMethods", "");
                context.status(405).header("allow", allowed.toUpperCase(Locale.ROOT));
            }
            default -> Answers.error(context, refusal.getStatus(), "bad_request", refusal.getMessage());
        }
    }

    private static void fail(Context context, Exception failure) {
        LOG.error("{} {} failed", context.method(), context.path(), failure);
        Answers.common(context);
        Answers.error(context, 500, "internal_error", "the node's log says more");
    }

    /**
     * Begins to serve, where an address is to be had.
     *
     * @throws IOException an address is taken that is required
     */
    public void start() throws IOException {
        try {
            javalin.jettyServer();
            javalin.start();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(cause.getMessage(), e);
        }
    }

    /** Where it listens, for people: "*:15672"; empty if nowhere. */
    public String addresses() {
        return connectors.stream()
                .map(each -> (each.getHost() == null ? "*" : each.getHost()) + ":" + each.getLocalPort())
                .collect(Collectors.joining(", "));
    }

    /** The ports that it listens on. */
    public List<Integer> ports() {
        return connectors.stream().map(ServerConnector::getLocalPort).toList();
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
