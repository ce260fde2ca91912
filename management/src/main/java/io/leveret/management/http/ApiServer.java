package io.leveret.management.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.staticfiles.Location;
import io.javalin.http.staticfiles.StaticFileConfig;
import io.javalin.router.Endpoint;
import io.leveret.management.admin.AccessControl;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.Doer;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.audit.AuditLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
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
    private static final long AWAITED_BODY_BYTES = 65_536;
    private static final long MIN_BODY_BYTES_PER_SECOND = 100;

    private final Javalin javalin;
    private final Gate gate;
    private final Tarpit tarpit;
    private final HttpOptions options;
    private final Requests requests;
    private final List<Listening> connectors = new ArrayList<>();

    private record Listening(ServerConnector connector, boolean tls) {}

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
        this(options, mounts, List.of(), access);
    }

    /** The same with files beside the routes. */
    public ApiServer(HttpOptions options, List<Mount> mounts, List<StaticFiles> files, Supplier<AccessControl> access) {
        this(options, mounts, files, access, new ErrorBudget(System::nanoTime));
    }

    /** The same with a budget for errors, whose clock may be another. */
    ApiServer(
            HttpOptions options,
            List<Mount> mounts,
            List<StaticFiles> files,
            Supplier<AccessControl> access,
            ErrorBudget errors) {
        this.options = options;
        this.tarpit = new Tarpit(errors);
        this.gate = new Gate(access, options.policy().basicAuthDisabled());
        this.requests = new Requests(options.maxBodyBytes());
        this.javalin = Javalin.create(config -> {
            configure(config, mounts);
            files.forEach(each -> config.staticFiles.add(target -> serve(each, target)));
        });
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
        config.jetty.modifyServletContextHandler(handler -> {
            handler.insertHandler(new EmptySegments());
            handler.insertHandler(tarpit);
            handler.insertHandler(new SlowClients(Math.max(2, options.threads() / 4)));
            // A body that comes slowly takes no thread until it is there, and must not take for ever.
            handler.insertHandler(new EagerContentHandler(
                    new EagerContentHandler.RetainedContentLoaderFactory(AWAITED_BODY_BYTES, -1, false)));
            handler.insertHandler(new MinimumDataRateHandler(MIN_BODY_BYTES_PER_SECOND, 0));
        });
        mounts.forEach(mount -> mount(config, mount));
        config.routes.exception(HttpResponseException.class, (e, context) -> refuse(context, e));
        config.routes.exception(Exception.class, (e, context) -> fail(context, e));
    }

    private static void serve(StaticFiles files, StaticFileConfig target) {
        target.hostedPath = files.path();
        target.directory = files.resource();
        target.location = Location.CLASSPATH;
        target.headers = files.headers();
    }

    private void mount(JavalinConfig config, Mount mount) {
        for (Route route : mount.table().routes()) {
            String path = mount.prefix() + route.path();
            HandlerType type = HandlerType.findOrCreate(route.verb().name());
            config.routes.addEndpoint(new Endpoint(type, path, context -> serve(route, context)));
            if (route.verb() == Verb.GET) {
                config.routes.addEndpoint(new Endpoint(HandlerType.HEAD, path, context -> serve(route, context)));
            }
        }
        mount.table()
                .methods()
                .forEach((path, methods) ->
                        config.routes.options(mount.prefix() + path, context -> tellMethods(context, methods)));
    }

    /** Takes the addresses now, so that it is known which of them are to be had. */
    private void listen(Server server) {
        server.setErrorHandler(new BareErrors(tarpit));
        for (HttpOptions.Bind bind : options.binds()) {
            ServerConnector connector = Connectors.of(server, bind);
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
            connectors.add(new Listening(connector, bind.tls() != null));
        }
        if (connectors.isEmpty()) {
            server.addConnector(new LocalConnector(server)); // else the library listens on a port of its own
        }
    }

    private void tellMethods(Context context, String methods) {
        Answers.common(context, options.policy());
        context.status(200).header("allow", methods);
        new CrossOrigin(options.policy().corsOrigins(), options.policy().corsMaxAgeSeconds())
                .preflight(context, methods);
    }

    private void serve(Route route, Context context) throws IOException {
        Answers.common(context, options.policy());
        Answers.write(context, audited(route, context));
    }

    /** What is to change something is written into the audit log, whether it was done or refused. */
    private Response audited(Route route, Context context) throws IOException {
        InetSocketAddress from = new InetSocketAddress(
                context.req().getRemoteAddr(), context.req().getRemotePort());
        String authorization = context.header("authorization");
        Caller caller = null;
        int status = 500;
        try {
            caller = route.audience() == Audience.ANYONE ? null : gate.logIn(authorization, from);
            Response response = admitted(route, context, caller);
            status = response.status();
            return response;
        } catch (Gate.LoginWantedException e) {
            status = 401;
            return Response.empty(status).with("www-authenticate", "Basic realm=\"RabbitMQ Management\"");
        } catch (ApiException e) {
            Response refusal = Answers.of(e);
            status = refusal.status();
            return refusal;
        } finally {
            if (route.verb() != Verb.GET && route.audience() != Audience.ANYONE) {
                String where = from.getAddress().getHostAddress() + ":" + from.getPort();
                String action = route.verb() + " " + context.req().getRequestURI();
                if (caller == null) {
                    AuditLog.refused(Gate.claimed(authorization), where, action, status);
                } else {
                    AuditLog.request(caller.name(), where, action, status);
                }
            }
        }
    }

    private Response admitted(Route route, Context context, Caller caller) throws ApiException, IOException {
        if (caller == null) {
            return Doer.as(Doer.INTERNAL, () -> answer(route, context, null));
        }
        gate.check(route, caller, context.pathParamMap().get("vhost"));
        return Doer.as(caller.name(), () -> answer(route, context, caller));
    }

    private Response answer(Route route, Context context, Caller caller) throws IOException {
        try {
            boolean open = route.audience() == Audience.ANYONE;
            return route.handler().answer(requests.of(context, caller, open));
        } catch (ApiException e) {
            return Answers.of(e);
        } catch (AdminException e) {
            return Answers.of(e);
        } finally {
            requests.done(context);
        }
    }

    /** What the library itself refuses: no such route, a method that the path has not, a malformed path. */
    private void refuse(Context context, HttpResponseException refusal) {
        Answers.common(context, options.policy());
        switch (refusal.getStatus()) {
            case 404 -> Answers.error(context, 404, "Object Not Found", "Not Found");
            case 405 -> {
                String allowed = refusal.getDetails().getOrDefault("availableMethods", "");
                context.status(405).header("allow", allowed.toUpperCase(Locale.ROOT));
            }
            default -> Answers.error(context, refusal.getStatus(), "bad_request", refusal.getMessage());
        }
    }

    /** A client that goes away, or that was too slow, is no fault of the node. */
    private static boolean isOfClient(Throwable failure) {
        return failure != null
                && (failure instanceof EofException
                        || failure instanceof TimeoutException
                        || isOfClient(failure.getCause()));
    }

    private void fail(Context context, Exception failure) {
        if (isOfClient(failure)) {
            LOG.debug("{} {} ended by the client: {}", context.method(), context.path(), failure.toString());
            Answers.common(context, options.policy());
            Answers.error(context, 408, "request_timeout", "the rest of the request did not come");
            return;
        }
        LOG.error("{} {} failed", context.method(), context.path(), failure);
        Answers.common(context, options.policy());
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

    /** How many answers to errors wait. */
    int keptErrors() {
        return tarpit.kept();
    }

    /** Where it listens, for people: "*:15672"; empty if nowhere. */
    public String addresses() {
        return connectors.stream()
                .map(each -> {
                    String host = each.connector.getHost();
                    return (host == null ? "*" : host) + ":" + each.connector.getLocalPort()
                            + (each.tls ? " (TLS)" : "");
                })
                .collect(Collectors.joining(", "));
    }

    /** The ports that it listens on. */
    public List<Integer> ports() {
        return connectors.stream().map(each -> each.connector.getLocalPort()).toList();
    }

    /** The same for those who ask for all listeners of the node; RabbitMQ's names of the protocols. */
    public List<NodeAdmin.Listener> listeners() {
        return connectors.stream()
                .map(each -> new NodeAdmin.Listener(
                        each.connector.getHost() == null ? "::" : each.connector.getHost(),
                        each.connector.getLocalPort(),
                        each.tls ? "https" : "http"))
                .toList();
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
