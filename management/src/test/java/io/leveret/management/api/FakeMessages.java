package io.leveret.management.api;

import io.leveret.codec.FieldTable;
import io.leveret.codec.MessageProperties;
import io.leveret.management.admin.JobsAdmin;
import io.leveret.management.admin.MessagesAdmin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Messages and jobs that a test sets; what was asked is kept. */
final class FakeMessages implements MessagesAdmin, JobsAdmin {
    final List<StoredMessage> messages = new ArrayList<>();
    final List<Object> asked = new ArrayList<>();
    final List<Job> jobs = new ArrayList<>();
    final List<String> cancelled = new ArrayList<>();
    String cursor;
    Rights rights;
    Way way = new Way(List.of(), List.of(), List.of(), false);

    static StoredMessage message(long id, byte[] body, int sizeBytes, long ttlLeftMs) {
        byte[] properties = MessageProperties.builder()
                .messageId("m" + id)
                .headers(FieldTable.builder().longInteger("n", id).build())
                .build();
        Content content = new Content("x", "k", new MessageProperties(properties, properties.length), body);
        return new StoredMessage(id, id - 1, State.READY, 2, true, 3, ttlLeftMs, sizeBytes, content);
    }

    static StoredMessage message(long id, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return message(id, bytes, bytes.length, -1);
    }

    @Override
    public Seen look(Source source, Look look) {
        asked.add(source);
        asked.add(look);
        return new Seen(messages, cursor, 17, 1);
    }

    @Override
    public Optional<StoredMessage> find(Source source, long id, int bodyBytes) {
        return messages.stream().filter(message -> message.id() == id).findFirst();
    }

    @Override
    public boolean drop(Source source, long id) {
        asked.add(source);
        return messages.removeIf(message -> message.id() == id);
    }

    @Override
    public Way way(String vhost, String exchange, String routingKey, MessageProperties properties) {
        FieldTable headers = properties.headers();
        asked.add(List.of(vhost, exchange, routingKey, headers == null ? 0L : headers.integer("h")));
        return way;
    }

    @Override
    public Job start(Order order, String user, Rights given) {
        asked.add(order);
        rights = given;
        Job job = job("job-1", user, order, JobState.RUNNING);
        jobs.add(job);
        return job;
    }

    static Job job(String id, String user, Order order, JobState state) {
        Progress progress = new Progress(9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
        List<Planned> planned = List.of(new Planned(5, "x", "k", List.of("q")));
        return new Job(id, user, order, state, 1_000, state == JobState.RUNNING ? 0 : 2_000, progress, "", planned);
    }

    @Override
    public List<Job> list() {
        return jobs;
    }

    @Override
    public Optional<Job> get(String id) {
        return jobs.stream().filter(job -> job.id().equals(id)).findFirst();
    }

    @Override
    public boolean cancel(String id) {
        return cancelled.add(id);
    }

    @Override
    public void end() {
        throw new UnsupportedOperationException("routes do not end the broker");
    }
}
