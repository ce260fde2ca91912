package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.counters.CounterBlock;
import io.leveret.broker.counters.MessageStat;
import io.leveret.codec.AmqpException;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A publish is three frames or more, and the world may change between them. */
class PublishHandlerTest {
    private final ConnectionFixture client = new ConnectionFixture(1).open(0);

    @BeforeEach
    void openAChannel() throws AmqpException {
        client.send(1, new ChannelMethod.Open());
        client.node.exchange("e", "fanout", false);
        client.node.queue("q", false, 0);
        client.node.bind("e", "q", "", FieldTable.EMPTY);
        client.transport.frames();
    }

    @Test
    void aMessageIsRoutedWhenItIsThereWhole() throws AmqpException {
        client.send(1, new BasicMethod.Publish("e", "k", true, false));
        client.node.deleteQueue("q");
        client.node.queue("r", false, 0);
        client.node.bind("e", "r", "", FieldTable.EMPTY);
        sendContent();
        assertThat(client.transport.methods()).as("nothing was returned").isEmpty();
        assertThat(client.node.vhost().queue("r").counters().get(MessageStat.PUBLISH))
                .isOne();
    }

    @Test
    void anExchangeThatIsGoneByThenIsNotFound() throws AmqpException {
        client.send(1, new BasicMethod.Publish("e", "k", false, false));
        client.node.deleteExchange("e");
        CounterBlock next = client.node.lookup(0, "amq.topic", "").exchangeCounters();
        sendContent();
        assertThat(client.transport.methods())
                .containsExactly(new ChannelMethod.Close(404, "NOT_FOUND - no exchange 'e' in vhost '/'", 60, 40));
        assertThat(next.get(MessageStat.PUBLISH_IN)).as("of another exchange").isZero();
    }

    private void sendContent() {
        byte[] content = {0, 0, 'x'};
        ByteBuf bytes = Unpooled.buffer();
        Frames.contentHeader(bytes, 1, content, 2);
        Frames.body(bytes, 1, content, 2, 3, 0);
        client.receive(bytes);
    }
}
