package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.vhost.Firehose;
import io.leveret.codec.AmqpException;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.Frames;
import io.leveret.codec.Method;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Copies are made behind the queues' commands, and never of copies. */
class FirehoseTest {
    private final ConnectionFixture client = new ConnectionFixture(2).open(0);

    @BeforeEach
    void openAChannel() throws AmqpException {
        client.send(1, new ChannelMethod.Open());
        client.node.queue("q", false, 1);
        client.node.queue("traces", false, 1);
        client.node.bind("amq.rabbitmq.trace", "traces", "#", FieldTable.EMPTY);
        trace(true);
    }

    private void trace(boolean on) throws AmqpException {
        client.node.vhost().firehose(on ? new Firehose(client.node.vhost(), "n@h") : null);
        client.transport.frames();
    }

    @Test
    void whoConsumesCopiesGetsNoCopiesOfThem() throws AmqpException {
        consume("q");
        consume("traces");
        publish("q");
        assertThat(keys()).containsExactlyInAnyOrder("q", "publish.", "deliver.q");
        assertThat(copies()).isEqualTo(2);
    }

    @Test
    void afterItsEndNothingIsCopied() throws AmqpException {
        trace(false);
        consume("q");
        publish("q");
        assertThat(keys()).containsExactly("q");
        assertThat(copies()).isZero();
    }

    @Test
    void aKeyThatIsTooLongIsCut() throws AmqpException {
        String name = "n".repeat(255);
        client.node.queue(name, false, 0);
        consume(name);
        consume("traces");
        publish(name);
        assertThat(keys()).contains("deliver." + "n".repeat(247));
    }

    private long copies() {
        return client.node.vhost().queue("traces").counters().get(MessageStat.PUBLISH);
    }

    private void consume(String queue) {
        client.send(1, new BasicMethod.Consume(queue, queue, false, true, false, true, FieldTable.EMPTY));
        client.node.shards.run();
    }

    private List<String> keys() throws AmqpException {
        Stream<Method> methods = client.transport.methods().stream();
        return methods.filter(BasicMethod.Deliver.class::isInstance)
                .map(method -> ((BasicMethod.Deliver) method).routingKey())
                .toList();
    }

    private void publish(String key) {
        client.send(1, new BasicMethod.Publish("", key, false, false));
        byte[] content = {0, 0, 'x'};
        ByteBuf bytes = Unpooled.buffer();
        Frames.contentHeader(bytes, 1, content, 2);
        Frames.body(bytes, 1, content, 2, 3, 0);
        client.receive(bytes);
        client.node.shards.run();
    }
}
