package io.leveret.management.remote;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node whose answers were written beforehand. */
public final class FakeCarrier implements Carrier {
    private record Prepared(int status, String body) {}

    private final Map<String, Deque<Prepared>> answers = new HashMap<>();

    /** What was asked, as {@code GET /path} with the body behind it. */
    public final List<String> asked = new ArrayList<>();

    /** The requests. */
    public final List<Call> calls = new ArrayList<>();

    /** Has a request answered; of several answers to the same, each is given once but the last. */
    public FakeCarrier answer(String request, int status, String body) {
        answers.computeIfAbsent(request, any -> new ArrayDeque<>()).add(new Prepared(status, body));
        return this;
    }

    @Override
    public Answer send(Call call) throws NodeUnreachableException {
        String request = call.verb() + " " + call.target();
        String body = new String(call.body(), StandardCharsets.UTF_8);
        asked.add(body.isEmpty() ? request : request + " " + body);
        calls.add(call);
        Deque<Prepared> prepared = answers.get(request);
        if (prepared == null) {
            throw new NodeUnreachableException("nothing prepared for " + request);
        }
        Prepared next = prepared.size() > 1 ? prepared.poll() : prepared.peek();
        byte[] bytes = next.body().getBytes(StandardCharsets.UTF_8);
        return new Answer(next.status(), Map.of(), new ByteArrayInputStream(bytes), () -> {});
    }

    @Override
    public String destination() {
        return "fake";
    }
}
