package io.leveret.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests of one user to the HTTP API of a node, and numbers and texts out of its answers. */
final class MessagesApi {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Pattern HTTP = Pattern.compile("HTTP at [^ ,]*:([0-9]+)");

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(DEADLINE).build();
    private final String base;
    private final String authorization;

    private MessagesApi(String base, String user) {
        this.base = base;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
    }

    /** @param serving the line that a node prints when it serves */
    static MessagesApi of(String serving) {
        Matcher matcher = HTTP.matcher(serving);
        assertThat(matcher.find()).as(serving).isTrue();
        return new MessagesApi("http://127.0.0.1:" + matcher.group(1) + "/api/x", "guest");
    }

    /** The same as another user, whose password is its name. */
    MessagesApi as(String user) {
        return new MessagesApi(base, user);
    }

    HttpResponse<String> send(String verb, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(DEADLINE)
                .header("authorization", authorization)
                .method(
                        verb,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String ok(int status, String verb, String path, String body) throws Exception {
        HttpResponse<String> answer = send(verb, path, body);
        assertThat(answer.statusCode())
                .as("%s %s: %s", verb, path, answer.body())
                .isEqualTo(status);
        return answer.body();
    }

    String get(String path) throws Exception {
        return ok(200, "GET", path, null);
    }

    void delete(String path) throws Exception {
        ok(204, "DELETE", path, null);
    }

    /** Orders a job; gives its id. */
    String order(String path, String body) throws Exception {
        return text(ok(202, "POST", path, body), "id");
    }

    /** A job when it is over. */
    String finished(String id) throws Exception {
        long endNanos = System.nanoTime() + DEADLINE.toNanos();
        String job = get("/jobs/" + id);
        while (!job.contains("\"ended\":true")) {
            assertThat(System.nanoTime()).as(job).isLessThan(endNanos);
            job = get("/jobs/" + id);
        }
        return job;
    }

    /** An open stream of server-sent events, line by line. */
    java.util.stream.Stream<String> lines(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .header("authorization", authorization)
                .build();
        HttpResponse<java.util.stream.Stream<String>> answer = client.send(request, BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static long number(String json, String name) {
        return Long.parseLong(all(json, name).get(0));
    }

    static String text(String json, String name) {
        return all(json, name).get(0);
    }

    /** All values of a field, in their order, wherever it stands; numbers, words and texts without quotes in them. */
    static List<String> all(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"?([^\",}\\]]*)").matcher(json);
        List<String> values = new ArrayList<>();
        while (matcher.find()) {
            values.add(matcher.group(1));
        }
        return values;
    }
}
