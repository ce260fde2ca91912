package io.leveret.management.remote;

import io.leveret.management.http.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** The HTTP API of a node anywhere; of a RabbitMQ, too. */
public final class HttpCarrier implements Carrier {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration HEAD_TIMEOUT = Duration.ofMinutes(10); // an import may take its time

    private final String root;
    private final String authorization;
    private final HttpClient client;

    /**
     * A node.
     *
     * @param url as {@code http://host:15672}, without user and password; a path stands before {@code /api}
     * @param trust what certificates are checked with, or null for what Java trusts
     */
    public HttpCarrier(URI url, String user, String password, SSLContext trust) {
        String text = url.toString();
        this.root = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).version(HttpClient.Version.HTTP_1_1);
        if (trust != null) {
            builder.sslContext(trust);
        }
        this.client = builder.build();
    }

    @Override
    public Answer send(Call call) throws NodeUnreachableException {
        boolean bare = call.verb() == Verb.GET || call.body().length == 0 && call.verb() == Verb.DELETE;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + "/api" + call.target()))
                .timeout(HEAD_TIMEOUT)
                .header("authorization", authorization)
                .header("content-type", "application/json")
                .method(call.verb().name(), bare ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(call.body()));
        call.headers().forEach((name, value) -> request.header(name, ascii(value)));
        try {
            HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
            Map<String, String> headers = new LinkedHashMap<>();
            response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
            InputStream body = response.body();
            return new Answer(response.statusCode(), headers, body, body::close);
        } catch (ConnectException e) {
            String why = e.getMessage() == null ? "nobody listens" : e.getMessage();
            throw new NodeUnreachableException("no node answers at " + root + ": " + why, e);
        } catch (IOException e) {
            throw new NodeUnreachableException("the way to " + root + " broke: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeUnreachableException("interrupted", e);
        }
    }

    /**
     * The client of the platform sends no other characters in headers: letters without accents, a mark for the rest.
     */
    private static String ascii(String value) {
        return Normalizer.normalize(value, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^ -~]", "?");
    }

    @Override
    public String destination() {
        return root;
    }
}
