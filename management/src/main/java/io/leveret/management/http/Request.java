package io.leveret.management.http;

import io.leveret.management.json.Json;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request that has found its route and whose sender may use it. */
public final class Request {
    private final Caller caller;
    private final Map<String, String> path;
    private final Map<String, List<String>> query;
    private final Map<String, String> headers;
    private final byte[] body;
    private final InetAddress from;

    /** A request from this machine. */
    public Request(
            Caller caller,
            Map<String, String> path,
            Map<String, List<String>> query,
            Map<String, String> headers,
            byte[] body) {
        this(caller, path, query, headers, body, InetAddress.getLoopbackAddress());
    }

    /**
     * A request.
     *
     * @param caller null on routes for anyone
     * @param path the parameters of the route's path, decoded
     * @param query decoded
     * @param headers by name in lower case
     * @param from the address it comes from
     */
    public Request(
            Caller caller,
            Map<String, String> path,
            Map<String, List<String>> query,
            Map<String, String> headers,
            byte[] body,
            InetAddress from) {
        this.caller = caller;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.body = body;
        this.from = from;
    }

    /** Who sent it. */
    public Caller caller() {
        return caller;
    }

    /** The address it comes from. */
    public InetAddress from() {
        return from;
    }

    /** A parameter of the route's path, decoded; asking for one that the path has not is a mistake of the program. */
    public String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no parameter " + name);
        }
        return value;
    }

    /** The name of an exchange in the path: {@code amq.default} is the default one, whose name is empty. */
    public String exchange(String name) {
        String value = path(name);
        return value.equals("amq.default") ? "" : value;
    }

    /** The first value of a parameter behind the question mark. */
    public Optional<String> query(String name) {
        List<String> values = query.get(name);
        return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** All values of a parameter behind the question mark. */
    public List<String> queries(String name) {
        return query.getOrDefault(name, List.of());
    }

    /** Whether a parameter behind the question mark is {@code true}. */
    public boolean flag(String name) {
        return query(name).map("true"::equals).orElse(false);
    }

    /**
     * The same of a parameter that is not RabbitMQ's, and changes what is done: who misspells it must not have it
     * ignored.
     *
     * @throws ApiException 400: it is there, and neither {@code true} nor {@code false}, or both
     */
    public boolean exactFlag(String name) throws ApiException {
        List<String> values = queries(name);
        if (!values.isEmpty()
                && !values.stream().allMatch("true"::equals)
                && !values.stream().allMatch("false"::equals)) {
            throw ApiException.badRequest(name + " must be true or false");
        }
        return flag(name);
    }

    /** A header by its name in lower case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The bytes behind the headers. */
    public byte[] body() {
        return body.clone();
    }

    /** Whether the body is a form as browsers send files. */
    public boolean isForm() {
        return FormParts.isForm(header("content-type").orElse(""));
    }

    /**
     * The parts of such a form by name.
     *
     * @throws ApiException 400: it is malformed
     */
    public Map<String, byte[]> formParts() throws ApiException {
        return FormParts.of(header("content-type").orElse(""), body);
    }

    /**
     * The body as a JSON object, whatever its type is said to be; none at all is an empty one, as for RabbitMQ.
     *
     * @throws ApiException 400 {@code not_json}
     */
    public Fields fields() throws ApiException {
        if (body.length == 0) {
            return new Fields(Map.of());
        }
        try {
            Object value = Json.readSent(new String(body, StandardCharsets.UTF_8));
            if (value instanceof Map<?, ?> fields) {
                return new Fields(fields);
            }
            if (value == null) {
                return new Fields(Map.of());
            }
            if (value instanceof String) {
                throw ApiException.badRequest("invalid payload: the request body JSON-decoded to a string."
                        + " Is the input doubly-JSON-encoded?");
            }
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("not_json");
        }
        throw ApiException.badRequest("not_json");
    }
}
