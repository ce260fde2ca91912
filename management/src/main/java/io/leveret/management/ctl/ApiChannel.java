package io.leveret.management.ctl;

import io.leveret.management.control.ControlRequest;
import io.leveret.management.control.ControlSession;
import io.leveret.management.http.LocalApi;
import io.leveret.management.http.Response;
import io.leveret.management.http.Response.Body;
import io.leveret.management.http.Response.EventClient;
import io.leveret.management.http.Verb;
import io.leveret.management.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Requests of the HTTP API over the control channel. The arguments are the method, the path with its query, and headers
 * as {@code name: value}; the body is what standard input has, for methods that have one. The answer is a line of JSON
 * with status and headers, then the body. On a thread of the control channel.
 */
final class ApiChannel {
    /** The name by which a client calls it. */
    static final String TOOL = "leveret-api";

    /** Most bytes of a request: who administers the machine imports what there is, but not without end. */
    private static final int MAX_BODY_BYTES = 256 << 20;

    private static final int LOOK_FOR_CLIENT_SECONDS = 5;

    private final LocalApi api;

    ApiChannel(LocalApi api) {
        this.api = api;
    }

    /** Answers one request. */
    int run(ControlRequest request, ControlSession session) {
        List<String> arguments = request.arguments();
        try {
            Verb verb = Verb.valueOf(arguments.get(0));
            byte[] body = verb == Verb.GET ? new byte[0] : session.input().readNBytes(MAX_BODY_BYTES);
            if (body.length == MAX_BODY_BYTES) {
                session.err("a request of more than " + MAX_BODY_BYTES + " bytes\n");
                return ExitCode.DATA;
            }
            write(
                    api.answer(verb, arguments.get(1), headers(arguments.subList(2, arguments.size())), body),
                    new Output(session));
            return ExitCode.OK;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            session.err("no request: " + arguments + "\n");
            return ExitCode.USAGE;
        } catch (IOException e) {
            session.err("the request could not be answered: " + e.getMessage() + "\n");
            return ExitCode.SOFTWARE;
        }
    }

    private static Map<String, String> headers(List<String> lines) {
        Map<String, String> headers = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static void write(Response response, Output out) throws IOException {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("status", response.status());
        head.put("headers", new LinkedHashMap<>(response.headers()));
        byte[] line = (Json.write(head) + "\n").getBytes(StandardCharsets.UTF_8);
        if (response.body() instanceof Body.Events events) {
            follow(events, line, out);
            return;
        }
        out.write(line);
        if (response.body() instanceof Body.JsonValue json) {
            Json.write(out, json.value());
        } else if (response.body() instanceof Body.Stream stream) {
            stream.writer().write(out);
        }
        out.flush();
    }

    /** Sends events until one of both ends goes; a comment now and then shows whether the client is still there. */
    private static void follow(Body.Events events, byte[] head, Output out) throws IOException {
        Listener listener = new Listener(out);
        Runnable sending = events.feed().open(listener);
        try {
            try {
                out.write(head);
                out.flush();
            } finally {
                sending.run(); // to a client that is gone too: so it is noticed
            }
            while (!listener.ended.await(LOOK_FOR_CLIENT_SECONDS, TimeUnit.SECONDS)) {
                listener.write(":\n\n");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            listener.gone();
        }
    }

    /** A client of server-sent events; any thread. */
    private static final class Listener implements EventClient {
        private final Output out;
        private final CountDownLatch ended = new CountDownLatch(1);
        private final List<Runnable> whenGone = new ArrayList<>();

        Listener(Output out) {
            this.out = out;
        }

        @Override
        public void send(String event, String data) {
            write("event: " + event + "\ndata: " + data + "\n\n");
        }

        private synchronized void write(String text) {
            try {
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
            } catch (IOException e) {
                ended.countDown();
            }
        }

        @Override
        public synchronized void whenGone(Runnable action) {
            whenGone.add(action);
        }

        @Override
        public void close() {
            ended.countDown();
        }

        private void gone() {
            List<Runnable> actions;
            synchronized (this) {
                actions = List.copyOf(whenGone);
            }
            actions.forEach(Runnable::run);
        }
    }

    /** The client's standard output; frames are as large as its buffer. */
    private static final class Output extends OutputStream {
        private final ControlSession session;
        private final byte[] buffer = new byte[1 << 14];
        private int filled;

        Output(ControlSession session) {
            this.session = session;
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (filled + length > buffer.length) {
                flush();
            }
            if (length > buffer.length) {
                send(bytes, offset, length);
                return;
            }
            System.arraycopy(bytes, offset, buffer, filled, length);
            filled += length;
        }

        @Override
        public void flush() throws IOException {
            int ready = filled;
            filled = 0;
            if (ready > 0) {
                send(buffer, 0, ready);
            }
        }

        private void send(byte[] bytes, int offset, int length) throws IOException {
            session.out(bytes, offset, length);
            if (session.isGone()) {
                throw new IOException("the client is gone");
            }
        }
    }
}
