package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Fields;
import io.leveret.it.harness.Frame;
import io.leveret.it.harness.Methods;
import io.leveret.it.harness.Payload;
import io.leveret.it.harness.RawConnection;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfirmIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private static Payload select() {
        return Payload.method(Methods.CONFIRM_SELECT).bits(false);
    }

    private RawConnection confirming() throws IOException {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        connection.call(1, select(), Methods.CONFIRM_SELECT_OK);
        return connection;
    }

    /** Reads acks until everything up to {@code last} is confirmed, each tag exactly once. */
    private static void expectAllConfirmed(RawConnection connection, int last) throws IOException {
        NavigableSet<Long> open = new TreeSet<>();
        for (long tag = 1; tag <= last; tag++) {
            open.add(tag);
        }
        while (!open.isEmpty()) {
            Fields ack = connection.expect(1, Methods.BASIC_ACK);
            long tag = ack.int64();
            if (ack.int8() == 1) {
                assertThat(open.first()).as("the lowest unconfirmed").isLessThanOrEqualTo(tag);
                open.headSet(tag, true).clear();
            } else {
                assertThat(open.remove(tag)).as("tag %d is open", tag).isTrue();
            }
        }
        connection.call(1, Methods.qos(0, 1, false), Methods.BASIC_QOS_OK);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void everyMessageIsConfirmedExactlyOnce(int deliveryMode) throws Exception {
        RawConnection connection = confirming();
        String queue = broker.name("q");
        connection.call(1, Methods.queueDeclare(queue, Methods.Flag.DURABLE), Methods.QUEUE_DECLARE_OK);
        byte[] header = new Payload()
                .int16(60)
                .int16(0)
                .int64(1)
                .int16(1 << 12)
                .int8(deliveryMode)
                .toBytes();
        for (int i = 0; i < 500; i++) {
            connection.send(1, Methods.publish("", queue));
            connection.frame(Frame.HEADER, 1, header);
            connection.frame(Frame.BODY, 1, new byte[1]);
        }
        expectAllConfirmed(connection, 500);
    }

    @Test
    void routedAndUnroutableMessagesAreAllConfirmed() throws Exception {
        RawConnection connection = confirming();
        String queue = broker.name("q");
        connection.call(1, Methods.queueDeclare(queue), Methods.QUEUE_DECLARE_OK);
        for (int i = 0; i < 100; i++) {
            connection.publish(1, Methods.publish("", i % 2 == 0 ? queue : "it-nowhere"), new byte[1]);
        }
        expectAllConfirmed(connection, 100);
    }

    @Test
    void theCountBeginsWithSelectAndASecondSelectDoesNotResetIt() throws Exception {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        connection.publish(1, Methods.publish("", "it-nowhere"), new byte[1]);
        connection.call(1, select(), Methods.CONFIRM_SELECT_OK);
        connection.publish(1, Methods.publish("", "it-nowhere"), new byte[1]);
        assertThat(connection.expect(1, Methods.BASIC_ACK).int64()).isEqualTo(1);
        connection.call(1, select(), Methods.CONFIRM_SELECT_OK);
        connection.publish(1, Methods.publish("", "it-nowhere"), new byte[1]);
        assertThat(connection.expect(1, Methods.BASIC_ACK).int64()).isEqualTo(2);
    }

    @Test
    void selectWithNoWaitIsNotAnswered() throws Exception {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        connection.send(1, Payload.method(Methods.CONFIRM_SELECT).bits(true));
        connection.publish(1, Methods.publish("", "it-nowhere"), new byte[1]);
        assertThat(connection.expect(1, Methods.BASIC_ACK).int64()).isEqualTo(1);
    }

    @Test
    void selectOnATransactionalChannelIsRefused() throws Exception {
        Channel channel = broker.channel();
        channel.txSelect();
        assertThat(Refusal.of(channel, channel::confirmSelect))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - cannot switch from tx to confirm mode"));
    }

    @Test
    void aMessageToManyQueuesIsConfirmedOnce() throws Exception {
        Channel channel = broker.channel();
        String exchange = broker.name("x");
        channel.exchangeDeclare(exchange, "fanout");
        for (int i = 0; i < 5; i++) {
            String queue = broker.name("q");
            channel.queueDeclare(queue, false, false, false, null);
            channel.queueBind(queue, exchange, "");
        }
        RawConnection connection = confirming();
        for (int i = 0; i < 20; i++) {
            connection.publish(1, Methods.publish(exchange, ""), new byte[1]);
        }
        expectAllConfirmed(connection, 20);
    }
}
