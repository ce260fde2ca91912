package io.leveret.management.api;

import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.ApiServer;
import io.leveret.management.http.FakeAccess;
import io.leveret.management.http.HttpOptions;
import io.leveret.management.http.RouteTable;
import io.leveret.management.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Some families of routes over a fake node, served on a port of their own. There are the virtual hosts {@code /} and
 * {@code v}, the administrator {@code root}, the monitor {@code watcher}, and two users with the tag management,
 * {@code app} and {@code other}; all but the monitor may enter {@code /}, and nobody {@code v}.
 */
final class ServedRoutes implements AutoCloseable {
    /** An answer; {@code json} is null if there is no body. */
    record Answer(int status, Object json, HttpResponse<String> response) {
        /** The field of an object. */
        Object at(String field) {
            return ((Map<?, ?>) json).get(field);
        }

        /** The fields of a list's entries. */
        List<Object> all(String field) {
            return ((List<?>) json)
                    .stream().<Object>map(each -> ((Map<?, ?>) each).get(field)).toList();
        }

        /** The reason of an error. */
        Object reason() {
            return at("reason");
        }
    }

    final FakeNode node = new FakeNode();
    final FakeMessaging messaging = new FakeMessaging();
    private final ApiServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    /** Families over the ports of the node. */
    interface Families {
        List<RouteTable.Family> over(Ports ports);
    }

    ServedRoutes(Families families) throws IOException {
        FakeAccess access = new FakeAccess()
                .vhost("/")
                .vhost("v")
                .user("root", "administrator")
                .enter("root", "/")
                .user("watcher", "monitoring")
                .user("app", "management")
                .enter("app", "/")
                .user("other", "management")
                .enter("other", "/")
                .vhost("v");
        node.vhosts.put("v", false);
        node.access = access;
        node.messaging = messaging;
        server = new ApiServer(
                new HttpOptions(List.of(new HttpOptions.Bind("127.0.0.1", 0, true)), "", 1_000_000, 8),
                new RouteTable(families.over(Ports.of(node))),
                () -> access);
        server.start();
    }

    /** Sends a request; a body that is no text is written as JSON, and null is none. */
    Answer send(String user, String method, String path, Object body, String... headers)
            throws IOException, InterruptedException {
        String text = body == null || body instanceof String ? (String) body : Json.write(body);
        HttpRequest.Builder request = request(user, path)
                .method(
                        method,
                        text == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(text));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        Object json = response.body().isEmpty() ? null : Json.read(response.body());
        return new Answer(response.statusCode(), json, response);
    }

    private HttpRequest.Builder request(String user, String path) {
        byte[] credentials = (user + ":" + user).getBytes(StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.ports().get(0) + "/api" + path))
                .header("authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    }

    /** The lines of an answer as they come. */
    Stream<String> lines(String user, String path) throws IOException, InterruptedException {
        return client.send(request(user, path).build(), HttpResponse.BodyHandlers.ofLines())
                .body();
    }

    Answer get(String user, String path) throws IOException, InterruptedException {
        return send(user, "GET", path, null);
    }

    @Override
    public void close() {
        server.close();
    }
}
