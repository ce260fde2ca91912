package io.leveret.it.management;

import io.leveret.it.harness.HttpApi;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client of the HTTP API that sends what it should not, over sockets of its own. Counts the answers, and keeps those
 * that tell what is inside. For one thread; the counts for any.
 */
final class BadRequests implements Closeable {
    /** A body of so many bytes is too large. */
    private static final int TOO_LARGE_BYTES = 10_000_001;

    private static final int PATIENCE_MS = 15_000;
    private static final int MOST_OPEN = 20;
    private static final int ANSWER_BYTES = 1 << 16;
    private static final byte[] LARGE = new byte[TOO_LARGE_BYTES];

    private static final List<String> PATHS = List.of(
            "/api/../../etc/passwd",
            "/api/queues/%2F/..%2f..%2f",
            "/api/%2e%2e/%2e%2e/x",
            "/api//queues",
            "/api/queues//",
            "/api/queues/%00/x",
            "/api/queues/%2F/%00",
            "/api/%",
            "/api/queues/%zz",
            "/api/queues/%2F/%C3",
            "/api/queues?page=-1",
            "/api/queues?page=1&page_size=100000000",
            "/api/queues?sort=.&columns=,,.",
            "/api/exchanges/%2F/e//bindings/source/x",
            "/;/api/queues",
            "/api/queues/nowhere/x",
            "/api/vhosts/nowhere/permissions",
            "/api/x/queues/nowhere/x/messages");

    private static final List<String> PATTERNS = List.of(
            "(((x{1000}){1000}){1000})",
            "(a%3F){1000}(a%3F){300}c",
            "(.*.*.*.*.*.*.*.*.*.*.*.*.*)c$",
            "((((((((((a*)*)*)*)*)*)*)*)*)*)*b",
            "(%3F=x)x",
            "[");

    private static final List<String> BODIES = List.of(
            "{bad",
            "",
            "[1,2",
            "null",
            "\"text\"",
            "{\"durable\":\"yes\",\"arguments\":[]}",
            "{\"durable\":{},\"arguments\":{\"x-max-length\":\"many\"}}",
            "{\"arguments\":{\"x-max-length\":1e400}}",
            "{\"arguments\":{\"x-message-ttl\":-1}}",
            "[".repeat(20_000),
            "{\"a\":".repeat(5_000),
            "{\"auto_delete\":99999999999999999999999999}",
            "\u0000\u0001\u0002");

    private final String root;
    private final HttpApi api;
    private final Random random;
    private final Map<String, AtomicLong> answers;
    private final Deque<Socket> open = new ArrayDeque<>();

    /**
     * Nothing is sent yet.
     *
     * @param root whom it is sent to
     * @param api whose user sends it
     * @param answers counts by kind and status
     */
    BadRequests(String root, HttpApi api, Random random, ConcurrentSkipListMap<String, AtomicLong> answers) {
        this.root = root;
        this.api = api;
        this.random = random;
        this.answers = answers;
    }

    /** Sends one request of some kind. */
    void sendOne() {
        String queue = "/api/queues/%2F/bad" + random.nextInt(10);
        switch (random.nextInt(9)) {
            case 0 -> ask("bodies", "PUT " + queue, login(), pick(BODIES).getBytes(StandardCharsets.UTF_8));
            case 1 -> ask("large bodies", "PUT " + queue, login(), LARGE);
            case 2 -> ask("large bodies", "POST /api/definitions", login(), LARGE);
            case 3, 4 -> ask("paths", "GET " + pick(PATHS), login(), null);
            case 5 -> ask("passwords", "GET /api/overview", basic("guest", "wrong" + random.nextInt()), null);
            case 6 -> ask("patterns", "GET /api/queues?use_regex=true&name=" + pick(PATTERNS), login(), null);
            case 7 -> leave("GET /api/queues HTTP/1.1\r\nhost: localhost\r\n" + login() + "\r\n\r\n");
            default ->
                leave("PUT " + queue + " HTTP/1.1\r\nhost: localhost\r\n" + login()
                        + "\r\ncontent-length: 500000\r\n\r\n{" + " ".repeat(random.nextInt(100_000)));
        }
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String login() {
        return basic(api.user(), api.password());
    }

    private static String basic(String user, String password) {
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "authorization: Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    private Socket connect() throws IOException {
        URI to = URI.create(root);
        Socket socket = new Socket();
        socket.setReceiveBufferSize(ANSWER_BYTES);
        socket.setSoTimeout(PATIENCE_MS);
        socket.connect(new InetSocketAddress(to.getHost(), to.getPort()), PATIENCE_MS);
        return socket;
    }

    /** Sends it and counts the answer; who sends too much may be cut off while it sends. */
    private void ask(String kind, String request, String header, byte[] body) {
        String head = request + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n" + header
                + (body == null ? "" : "\r\ncontent-length: " + body.length) + "\r\n\r\n";
        String answer;
        try (Socket socket = connect()) {
            try {
                socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
                if (body != null) {
                    socket.getOutputStream().write(body);
                }
            } catch (IOException e) {
                count(kind + " cut off");
            }
            answer = beginning(socket.getInputStream());
        } catch (IOException e) {
            count(kind + " " + e.getMessage());
            return;
        }
        boolean tells = answer.contains("Exception") || answer.contains("\tat ") || answer.contains("io.leveret");
        String status = answer.length() < 12 ? "closed" : answer.substring(9, 12);
        count(kind + " " + status + (tells ? " TELLS " + answer : ""));
    }

    private static String beginning(InputStream stream) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] part = new byte[ANSWER_BYTES];
        for (int read = stream.read(part); read >= 0; read = stream.read(part)) {
            if (answer.size() < ANSWER_BYTES) {
                answer.write(part, 0, read);
            }
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** Sends it and leaves the socket as it is: nothing is read. Those that were left before get a byte each. */
    private void leave(String request) {
        try {
            Socket socket = connect();
            open.add(socket);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            if (open.size() > MOST_OPEN) {
                open.remove().close();
            }
            count("left alone");
        } catch (IOException e) {
            count("left alone " + e.getMessage());
        }
        for (Socket each : open) {
            try {
                each.getOutputStream().write(' ');
            } catch (IOException e) {
                count("left alone, cut off");
            }
        }
    }

    private void count(String what) {
        answers.computeIfAbsent(what, any -> new AtomicLong()).incrementAndGet();
    }

    @Override
    public void close() {
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                count("not closed");
            }
        }
        open.clear();
    }
}
