package io.leveret.management.definitions;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.DefinitionSet;
import io.leveret.management.admin.DefinitionsAdmin.ImportOptions;
import io.leveret.management.admin.Doer;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.Route.Handler;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Definitions over HTTP: all of the node's, or those of a virtual host, to be had and to be brought. */
public final class DefinitionsRoutes implements RouteTable.Family {
    private static final String JSON = "application/json";
    private static final String ALL = "/definitions";
    private static final String OLD_NAME = "/all-configuration";
    private static final String OF_VHOST = "/definitions/{vhost}";

    /** What may stand in a header without quotes (RFC 9110, token). */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private final NodeAdmin node;

    /** @param node whose broker may come and go */
    public DefinitionsRoutes(NodeAdmin node) {
        this.node = node;
    }

    @Override
    public List<Route> routes() {
        String get = "Everything that is defined on the node, as a file";
        String post = "Imports a file of a node: with dry_run=true nothing is done but told, with strict=true all or"
                + " nothing is imported";
        return List.of(
                route(Verb.GET, ALL, get, this::all),
                route(Verb.POST, ALL, post, this::load),
                route(Verb.GET, OLD_NAME, get + " (older name)", this::all),
                route(Verb.POST, OLD_NAME, post + " (older name)", this::load),
                route(Verb.GET, OF_VHOST, "What is defined in a virtual host, as a file", this::ofVhost),
                route(Verb.POST, OF_VHOST, "Imports a file into a virtual host", this::loadIntoVhost));
    }

    private static Route route(Verb verb, String path, String summary, Handler handler) {
        return new Route(verb, path, Audience.ADMINISTRATOR, summary, handler);
    }

    private BrokerPorts broker() throws AdminException {
        return node.broker().orElseThrow(() -> new AdminException(Kind.FAILED, "the broker is stopped"));
    }

    // ---- out

    private Response all(Request request) throws AdminException, ApiException {
        DefinitionSet set = broker().definitions().export(null);
        String cluster = ClusterName.of(node, set.globalParameters());
        return file(request, DefinitionsWriter.node(set, cluster, node.status().version()));
    }

    private Response ofVhost(Request request) throws AdminException, ApiException {
        String vhost = request.path("vhost");
        if (!broker().vhosts().exists(vhost)) {
            throw ApiException.badRequest("vhost_not_found");
        }
        DefinitionSet set = broker().definitions().export(vhost);
        return file(request, DefinitionsWriter.vhost(set, node.status().version()));
    }

    private static Response file(Request request, Map<String, Object> file) throws ApiException {
        Response response = Response.stream(JSON, stream -> DefinitionsText.write(stream, file));
        String name = request.query("download").orElse(null);
        if (name == null) {
            return response;
        }
        if (!TOKEN.matcher(name).matches()) {
            throw ApiException.badRequest("download: not the name of a file");
        }
        return response.with("content-disposition", "attachment; filename=" + name);
    }

    // ---- in

    private Response load(Request request) throws AdminException, ApiException {
        Body body = body(request);
        return answer(request, DefinitionsReader.readAll(body.json), body);
    }

    private Response loadIntoVhost(Request request) throws AdminException, ApiException {
        String vhost = request.path("vhost");
        if (!broker().vhosts().exists(vhost)) {
            throw ApiException.of(404, "not_found", "vhost_not_found");
        }
        Body body = body(request);
        return answer(request, DefinitionsReader.readVhost(body.json, vhost), body);
    }

    /** @param redirect where a form sends its browser, or null */
    private record Body(String json, String redirect) {}

    private static Body body(Request request) throws ApiException {
        if (!request.isForm()) {
            return new Body(new String(request.body(), StandardCharsets.UTF_8), null);
        }
        Map<String, byte[]> parts = request.formParts();
        byte[] file = parts.get("file");
        if (file == null) {
            throw ApiException.badRequest("failed_to_parse_json");
        }
        byte[] redirect = parts.get("redirect");
        return new Body(
                new String(file, StandardCharsets.UTF_8),
                redirect == null ? null : new String(redirect, StandardCharsets.UTF_8));
    }

    /** As RabbitMQ answers, unless something was asked that it does not know. */
    private Response answer(Request request, DefinitionSet set, Body body) throws AdminException, ApiException {
        boolean dryRun = request.exactFlag("dry_run");
        boolean strict = request.exactFlag("strict");
        String user = request.caller().name();
        ImportOptions options =
                new ImportOptions(dryRun, strict, request.caller().isOperator() ? null : user, null);
        BrokerPorts broker = broker();
        ImportReport report =
                new ImportReport(Doer.as(user, () -> broker.definitions().load(set, options)), dryRun);
        if (request.query("dry_run").isPresent() || request.query("strict").isPresent()) {
            boolean text = request.query("format").filter("text"::equals).isPresent();
            return text
                    ? Response.stream(
                            "text/plain; charset=utf-8",
                            stream -> stream.write(report.text().getBytes(StandardCharsets.UTF_8)))
                    : Response.json(report.json());
        }
        boolean redirects = body.redirect != null && body.redirect.matches("[!-~]+");
        return redirects ? Response.empty(303).with("location", body.redirect) : Response.empty(204);
    }
}
