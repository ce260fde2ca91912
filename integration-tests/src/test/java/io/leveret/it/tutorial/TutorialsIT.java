package io.leveret.it.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.MessageProperties;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Inbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TutorialsIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private static byte[] body(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void publish(Channel channel, String exchange, String key, String text) throws IOException {
        channel.basicPublish(exchange, key, null, body(text));
    }

    @Test
    void helloWorld() throws Exception {
        String queue = broker.name("hello");
        Channel sender = broker.channel();
        sender.queueDeclare(queue, false, false, false, null);
        publish(sender, "", queue, "Hello World!");
        Channel receiver = broker.channel();
        receiver.queueDeclare(queue, false, false, false, null);
        Inbox inbox = new Inbox(receiver);
        receiver.basicConsume(queue, true, inbox);
        assertThat(Inbox.text(inbox.next())).isEqualTo("Hello World!");
    }

    @Test
    void workQueuesShareTheTasksAndTakeOverThoseOfAWorkerThatDies() throws Exception {
        String queue = broker.name("tasks");
        Channel sender = broker.channel();
        sender.queueDeclare(queue, true, false, false, null);
        Channel firstWorker = broker.channel();
        firstWorker.basicQos(1);
        Inbox first = new Inbox(firstWorker);
        firstWorker.basicConsume(queue, false, first);
        Channel secondWorker = broker.channel();
        secondWorker.basicQos(1);
        Inbox second = new Inbox(secondWorker);
        secondWorker.basicConsume(queue, false, second);
        for (int i = 1; i <= 3; i++) {
            sender.basicPublish("", queue, MessageProperties.PERSISTENT_TEXT_PLAIN, body("task " + i));
        }
        assertThat(Inbox.text(first.next())).isEqualTo("task 1");
        assertThat(Inbox.text(second.next())).isEqualTo("task 2");
        firstWorker.getConnection().close();
        secondWorker.basicAck(1, false);
        Delivery taken = second.next();
        assertThat(taken.getEnvelope().isRedeliver()).isTrue();
        assertThat(Inbox.text(taken)).isEqualTo("task 1");
        secondWorker.basicAck(2, false);
        assertThat(Inbox.text(second.next())).isEqualTo("task 3");
    }

    @Test
    void publishSubscribeGivesEachSubscriberEveryMessage() throws Exception {
        String logs = broker.name("logs");
        Channel sender = broker.channel();
        sender.exchangeDeclare(logs, "fanout");
        publish(sender, logs, "", "nobody hears this");
        List<Inbox> subscribers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Channel channel = broker.channel();
            String queue = channel.queueDeclare().getQueue();
            channel.queueBind(queue, logs, "");
            Inbox inbox = new Inbox(channel);
            channel.basicConsume(queue, true, inbox);
            subscribers.add(inbox);
        }
        publish(sender, logs, "", "info: Hello");
        for (Inbox subscriber : subscribers) {
            assertThat(Inbox.text(subscriber.next())).isEqualTo("info: Hello");
        }
    }

    @Test
    void routingSelectsBySeverity() throws Exception {
        String logs = broker.name("direct_logs");
        Channel channel = broker.channel();
        channel.exchangeDeclare(logs, "direct");
        Inbox errors = subscribed(channel, logs, "error");
        Inbox all = subscribed(channel, logs, "info", "warning", "error");
        for (String severity : List.of("info", "error", "warning")) {
            publish(channel, logs, severity, severity);
        }
        assertThat(all.nextBodies(3)).containsExactly("info", "error", "warning");
        assertThat(errors.nextBodies(1)).containsExactly("error");
        assertThat(errors.waiting()).isZero();
    }

    @Test
    void topicsSelectByPattern() throws Exception {
        String logs = broker.name("topic_logs");
        Channel channel = broker.channel();
        channel.exchangeDeclare(logs, "topic");
        Inbox orange = subscribed(channel, logs, "*.orange.*");
        Inbox lazyOrRabbit = subscribed(channel, logs, "*.*.rabbit", "lazy.#");
        List<String> keys = List.of(
                "quick.orange.rabbit",
                "lazy.orange.elephant",
                "quick.orange.fox",
                "lazy.brown.fox",
                "lazy.pink.rabbit",
                "quick.brown.fox",
                "orange",
                "lazy.orange.new.rabbit");
        for (String key : keys) {
            publish(channel, logs, key, key);
        }
        assertThat(orange.nextBodies(3))
                .containsExactly("quick.orange.rabbit", "lazy.orange.elephant", "quick.orange.fox");
        assertThat(lazyOrRabbit.nextBodies(5))
                .containsExactly(
                        "quick.orange.rabbit",
                        "lazy.orange.elephant",
                        "lazy.brown.fox",
                        "lazy.pink.rabbit",
                        "lazy.orange.new.rabbit");
    }

    private static Inbox subscribed(Channel channel, String exchange, String... keys) throws IOException {
        String queue = channel.queueDeclare().getQueue();
        for (String key : keys) {
            channel.queueBind(queue, exchange, key);
        }
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, true, inbox);
        return inbox;
    }

    @Test
    void remoteProcedureCall() throws Exception {
        String queue = broker.name("rpc");
        Channel server = broker.channel();
        server.queueDeclare(queue, false, false, false, null);
        server.basicQos(1);
        server.basicConsume(queue, false, new Squares(server));
        Channel client = broker.channel();
        String replies = client.queueDeclare().getQueue();
        Inbox inbox = new Inbox(client);
        client.basicConsume(replies, true, inbox);
        for (int i = 1; i <= 5; i++) {
            AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                    .correlationId("call " + i)
                    .replyTo(replies)
                    .build();
            client.basicPublish("", queue, properties, body(Integer.toString(i)));
        }
        for (int i = 1; i <= 5; i++) {
            Delivery reply = inbox.next();
            assertThat(reply.getProperties().getCorrelationId()).isEqualTo("call " + i);
            assertThat(Inbox.text(reply)).isEqualTo(Integer.toString(i * i));
        }
    }

    /** Answers each request with the square of its number. */
    private static final class Squares extends DefaultConsumer {
        Squares(Channel channel) {
            super(channel);
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] request)
                throws IOException {
            int number = Integer.parseInt(new String(request, StandardCharsets.UTF_8));
            AMQP.BasicProperties reply = new AMQP.BasicProperties.Builder()
                    .correlationId(properties.getCorrelationId())
                    .build();
            getChannel().basicPublish("", properties.getReplyTo(), reply, body(Integer.toString(number * number)));
            getChannel().basicAck(envelope.getDeliveryTag(), false);
        }
    }

    @Test
    void remoteProcedureCallWithDirectReplyTo() throws Exception {
        String queue = broker.name("rpc");
        Channel server = broker.channel();
        server.queueDeclare(queue, false, false, false, null);
        server.basicConsume(queue, false, new Squares(server));
        Channel client = broker.channel();
        Inbox inbox = new Inbox(client);
        client.basicConsume("amq.rabbitmq.reply-to", true, inbox);
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .correlationId("c")
                .replyTo("amq.rabbitmq.reply-to")
                .build();
        client.basicPublish("", queue, properties, body("12"));
        Delivery reply = inbox.next();
        assertThat(Inbox.text(reply)).isEqualTo("144");
        assertThat(reply.getProperties().getCorrelationId()).isEqualTo("c");
    }

    @Test
    void publisherConfirmsOneByOne() throws Exception {
        Channel channel = broker.channel();
        String queue = channel.queueDeclare().getQueue();
        channel.confirmSelect();
        for (int i = 0; i < 50; i++) {
            publish(channel, "", queue, "m" + i);
            channel.waitForConfirmsOrDie(5_000);
        }
        assertThat(channel.messageCount(queue)).isEqualTo(50);
    }

    @Test
    void publisherConfirmsInBatches() throws Exception {
        Channel channel = broker.channel();
        String queue = channel.queueDeclare().getQueue();
        channel.confirmSelect();
        for (int i = 0; i < 1000; i++) {
            publish(channel, "", queue, "m" + i);
            if (i % 100 == 99) {
                channel.waitForConfirmsOrDie(5_000);
            }
        }
        assertThat(channel.messageCount(queue)).isEqualTo(1000);
    }

    @Test
    void publisherConfirmsHandledAsTheyCome() throws Exception {
        Channel channel = broker.channel();
        String queue = channel.queueDeclare().getQueue();
        channel.confirmSelect();
        ConcurrentNavigableMap<Long, String> outstanding = new ConcurrentSkipListMap<>();
        Queue<Long> nacked = new ConcurrentLinkedQueue<>();
        channel.addConfirmListener(
                (tag, multiple) -> {
                    if (multiple) {
                        outstanding.headMap(tag, true).clear();
                    } else {
                        outstanding.remove(tag);
                    }
                },
                (tag, multiple) -> nacked.add(tag));
        for (int i = 0; i < 1000; i++) {
            outstanding.put(channel.getNextPublishSeqNo(), "m" + i);
            publish(channel, "", queue, "m" + i);
        }
        Eventually.equal(outstanding::isEmpty, true);
        assertThat(nacked).isEmpty();
        assertThat(channel.messageCount(queue)).isEqualTo(1000);
    }
}
