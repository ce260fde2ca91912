package io.leveret.it.harness;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A consumer that keeps what it is given, for a test to take. */
public final class Inbox extends DefaultConsumer {
    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> cancellations = new LinkedBlockingQueue<>();

    /** A consumer on this channel. */
    public Inbox(Channel channel) {
        super(channel);
    }

    @Override
    public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        deliveries.add(new Delivery(envelope, properties, body));
    }

    @Override
    public void handleCancel(String tag) {
        cancellations.add(tag);
    }

    /** The next delivery, which must come within the deadline. */
    public Delivery next() {
        return take(deliveries, "delivery");
    }

    /** The bodies of the next deliveries, in order. */
    public List<String> nextBodies(int count) {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(text(next()));
        }
        return bodies;
    }

    /** The tag of the next consumer that the broker cancelled. */
    public String nextCancellation() {
        return take(cancellations, "cancellation");
    }

    /** How many deliveries came that nobody has taken. */
    public int waiting() {
        return deliveries.size();
    }

    /** The body as text. */
    public static String text(GetResponse got) {
        return new String(got.getBody(), StandardCharsets.UTF_8);
    }

    /** The body as text. */
    public static String text(Delivery delivery) {
        return new String(delivery.getBody(), StandardCharsets.UTF_8);
    }

    private static <T> T take(BlockingQueue<T> from, String what) {
        try {
            T item = from.poll(RawConnection.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            if (item == null) {
                throw new AssertionError("no " + what + " within " + RawConnection.DEADLINE);
            }
            return item;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
