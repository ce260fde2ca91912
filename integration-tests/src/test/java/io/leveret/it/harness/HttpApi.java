package io.leveret.it.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The HTTP API of a broker, as one user.
 *
 * @param root such as {@code http://127.0.0.1:15672}
 */
public record HttpApi(String root, String user, String password) {
    static {
        // RabbitMQ ends connections when nothing was asked for five seconds, and after some refusals.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "connection");
    }

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1) // RabbitMQ takes the offer of version 2 and fails
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An answer. */
    public record Answer(int status, String body, HttpResponse<String> response) {
        /** The body as JSON: maps, lists, numbers, texts, booleans, null. */
        public Object json() {
            try {
                return JSON.readValue(body, Object.class);
            } catch (IOException e) {
                throw new UncheckedIOException("no JSON: " + body, e);
            }
        }

        /** A field of an object. */
        public Object at(String field) {
            return ((Map<?, ?>) json()).get(field);
        }

        /** The objects of a list. */
        @SuppressWarnings("unchecked")
        public List<Map<String, Object>> rows() {
            return (List<Map<String, Object>>) json();
        }

        /** A field of each object of a list. */
        public List<Object> all(String field) {
            return rows().stream().map(row -> row.get(field)).toList();
        }

        /** What stands in the body of an error, with the status: "400 bad_request: not_json". */
        public String error() {
            return status + " " + at("error") + ": " + at("reason");
        }

        /** Such a header. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }
    }

    /** The same as another user. */
    public HttpApi as(String name, String secret) {
        return new HttpApi(root, name, secret);
    }

    /** Sends a request below {@code /api}; a body that is no text is written as JSON, null is none. */
    public Answer send(String method, String path, Object body, String... headers) {
        try {
            String text = body == null || body instanceof String ? (String) body : JSON.writeValueAsString(body);
            HttpRequest.Builder request = request(path)
                    .method(method, text == null ? BodyPublishers.noBody() : BodyPublishers.ofString(text))
                    .header("content-type", "application/json");
            if (headers.length > 0) {
                request.headers(headers);
            }
            HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        byte[] login = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(URI.create(root + "/api" + path))
                .timeout(DEADLINE)
                .header("connection", "close")
                .header("authorization", "Basic " + Base64.getEncoder().encodeToString(login));
    }

    /** The lines of an answer that may go on for as long as somebody listens; to be closed. */
    public Stream<String> lines(String path) {
        try {
            return CLIENT.send(request(path).build(), BodyHandlers.ofLines()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer put(String path, Object body) {
        return send("PUT", path, body);
    }

    public Answer post(String path, Object body) {
        return send("POST", path, body);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }
}
