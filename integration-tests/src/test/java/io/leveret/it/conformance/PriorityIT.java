package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.LeveretOnly;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Message priorities on a queue with {@code x-max-priority}. */
class PriorityIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    @Test
    void higherPrioritiesComeFirstAndAreCappedAtTheQueuesMaximum() throws Exception {
        assertThat(order(Map.of("x-max-priority", 5), 1, 9, 0, 5, 4)).containsExactly(9, 5, 4, 1, 0);
    }

    @Test
    void aQueueWithoutPrioritiesKeepsTheOrder() throws Exception {
        assertThat(order(Map.of(), 1, 9, 0, 5, 4)).containsExactly(1, 9, 0, 5, 4);
    }

    @Test
    void aQuorumQueueHasTwoClasses() throws Exception {
        assertThat(order(Map.of("x-queue-type", "quorum"), 1, 9, 0, 5, 4)).containsExactly(9, 5, 1, 0, 4);
    }

    @LeveretOnly("RabbitMQ's quorum queues refuse x-max-priority")
    @Test
    void aQuorumQueueCanTellMoreApart() throws Exception {
        Map<String, Object> arguments = Map.of("x-queue-type", "quorum", "x-max-priority", 9);
        assertThat(order(arguments, 1, 9, 0, 5, 4)).containsExactly(9, 5, 4, 1, 0);
    }

    private List<Integer> order(Map<String, Object> arguments, int... priorities) throws Exception {
        Channel channel = broker.channel();
        String queue = broker.name("q");
        channel.queueDeclare(queue, true, false, false, arguments);
        channel.confirmSelect();
        for (int priority : priorities) {
            BasicProperties properties =
                    new BasicProperties.Builder().priority(priority).build();
            channel.basicPublish("", queue, properties, new byte[1]);
        }
        channel.waitForConfirmsOrDie(10_000);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < priorities.length; i++) {
            order.add(channel.basicGet(queue, true).getProps().getPriority());
        }
        return order;
    }
}
