package io.leveret.management.api;

import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.ApiServer;
import io.leveret.management.http.FakeAccess;
import io.leveret.management.http.HttpOptions;
import io.leveret.management.http.HttpPolicy;
import io.leveret.management.json.Json;
import io.leveret.management.stats.FakeFigures;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** The whole API over a {@link FakeNode}, behind a real socket. Users' passwords are their names. */
final class RunningApi implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final FakeNode node;
    private final ApiServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    RunningApi(FakeNode node, FakeAccess access) throws IOException {
        this(node, access, HttpPolicy.USUAL);
    }

    RunningApi(FakeNode node, FakeAccess access, HttpPolicy policy) throws IOException {
        this.node = node;
        node.access = access;
        node.figures = node.figures == null ? new FakeFigures() : node.figures;
        HttpOptions options =
                new HttpOptions(List.of(new HttpOptions.Bind("127.0.0.1", 0, true)), "", 1 << 20, 8, policy);
        server = new ApiServer(options, Api.routes(node), () -> access);
        server.start();
    }

    /** An answer; {@code json} is null if there is no body. */
    record Answer(int status, String text, HttpHeaders headers) {
        Object json() {
            return text.isEmpty() ? null : Json.read(text);
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    /** Sends a request as the administrator {@code root}. */
    Answer send(String verb, String path, String body) {
        return sendAs("root", verb, path, body);
    }

    /** An answer of which the body is read only if it is a refusal: some never end. */
    Answer refusal(String user, String verb, String path, String body) {
        HttpResponse<InputStream> response = exchange(user, verb, path, body, BodyHandlers.ofInputStream());
        try (InputStream stream = response.body()) {
            boolean refused = response.statusCode() == 401;
            String text = refused ? new String(stream.readAllBytes(), StandardCharsets.UTF_8) : "";
            return new Answer(response.statusCode(), text, response.headers());
        } catch (IOException e) {
            throw new AssertionError(verb + " " + path, e);
        }
    }

    /** @param user null for none */
    Answer sendAs(String user, String verb, String path, String body, String... headers) {
        HttpResponse<String> response = exchange(user, verb, path, body, BodyHandlers.ofString(), headers);
        return new Answer(response.statusCode(), response.body(), response.headers());
    }

    /** What the header {@code authorization} says for a user. */
    static String basic(String user) {
        byte[] credentials = (user + ":" + user).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    int port() {
        return server.ports().get(0);
    }

    private <T> HttpResponse<T> exchange(
            String user, String verb, String path, String body, BodyHandler<T> handler, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/api" + path))
                .timeout(PATIENCE)
                .method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (user != null) {
            request.header("authorization", basic(user));
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), handler);
        } catch (IOException e) {
            throw new AssertionError(verb + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(verb + " " + path, e);
        }
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    Answer delete(String path) {
        return send("DELETE", path, null);
    }

    @Override
    public void close() {
        server.close();
    }
}
