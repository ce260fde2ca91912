package io.leveret.it.metrics;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A little of everything that RabbitMQ's overview has a panel for, again and again until it is closed. */
final class DashboardTraffic implements AutoCloseable {
    private static final long PAUSE_MS = 50;
    private static final long CONFIRM_MS = 30_000;
    private static final int PREFETCH = 5;
    private static final int[] SIZES = {10, 500, 5_000, 50_000, 500_000};

    private final ConnectionFactory factory;
    private final String prefix;
    private final Connection connection;
    private final Channel publisher;
    private final Channel consumer;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final List<String> queues = new ArrayList<>();
    private long held;
    private volatile Exception failure;

    /** @param prefix of the names of its queues */
    DashboardTraffic(ConnectionFactory factory, String prefix) throws IOException, TimeoutException {
        this.factory = factory;
        this.prefix = prefix;
        this.connection = factory.newConnection();
        this.publisher = connection.createChannel();
        this.consumer = connection.createChannel();
        publisher.confirmSelect();
        for (String queue : List.of("auto", "manual", "fetched", "again", "empty", "backlog")) {
            publisher.queueDeclare(queue(queue), true, false, false, null);
            queues.add(queue(queue));
        }
        consumer.basicQos(PREFETCH);
        consumer.basicConsume(queue("auto"), true, (tag, delivery) -> {}, tag -> {});
        consumer.basicConsume(
                queue("manual"),
                false,
                (tag, delivery) -> acknowledge(delivery.getEnvelope().getDeliveryTag()),
                tag -> {});
        thread.scheduleWithFixedDelay(this::round, 0, PAUSE_MS, TimeUnit.MILLISECONDS);
    }

    private String queue(String name) {
        return prefix + "-" + name;
    }

    /** The first one stays unacknowledged. */
    private void acknowledge(long deliveryTag) throws IOException {
        if (held == 0) {
            held = deliveryTag;
        } else {
            consumer.basicAck(deliveryTag, false);
        }
    }

    private void round() {
        try {
            publish();
            fetch();
            comeAndGo();
        } catch (IOException | TimeoutException | InterruptedException | RuntimeException e) {
            failure = e;
            throw new IllegalStateException(e); // ends the rounds
        }
    }

    private void publish() throws IOException, TimeoutException, InterruptedException {
        BasicProperties persistent = MessageProperties.MINIMAL_PERSISTENT_BASIC;
        for (String queue : List.of("auto", "manual", "backlog")) {
            publisher.basicPublish("", queue(queue), persistent, new byte[10]);
        }
        for (int size : SIZES) {
            publisher.basicPublish("", queue("auto"), null, new byte[size]);
        }
        for (int i = 0; i < 3; i++) {
            publisher.basicPublish("", queue("fetched"), null, new byte[10]);
        }
        publisher.basicPublish("", queue("nowhere"), true, null, new byte[10]);
        publisher.basicPublish("", queue("nowhere"), false, null, new byte[10]);
        publisher.waitForConfirmsOrDie(CONFIRM_MS);
    }

    private void fetch() throws IOException {
        publisher.basicGet(queue("fetched"), true);
        publisher.basicAck(
                publisher.basicGet(queue("fetched"), false).getEnvelope().getDeliveryTag(), false);
        GetResponse back = publisher.basicGet(queue("fetched"), false);
        publisher.basicReject(back.getEnvelope().getDeliveryTag(), true);
        publisher.basicGet(queue("fetched"), true);
        publisher.basicGet(queue("empty"), true);
    }

    private void comeAndGo() throws IOException, TimeoutException {
        try (Connection other = factory.newConnection()) {
            Channel channel = other.createChannel();
            channel.queueDeclare(queue("temporary"), false, true, false, null);
            channel.queueDelete(queue("temporary"));
            channel.close();
        }
    }

    /** Fails if the traffic has ended by itself. */
    void check() {
        if (failure != null) {
            throw new AssertionError("the traffic has ended", failure);
        }
    }

    @Override
    public void close() throws IOException {
        thread.shutdownNow();
        try (connection) {
            thread.awaitTermination(CONFIRM_MS, TimeUnit.MILLISECONDS);
            Channel channel = connection.createChannel();
            for (String queue : queues) {
                channel.queueDelete(queue);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
