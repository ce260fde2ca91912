package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.alarms.Resource;
import io.leveret.broker.counters.MessageStat;
import io.leveret.codec.AmqpException;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.ConfirmMethod;
import io.leveret.codec.ConnectionMethod;
import io.leveret.codec.ConnectionMethod.Blocked;
import io.leveret.codec.ConnectionMethod.Unblocked;
import io.leveret.codec.FieldTable;
import io.leveret.codec.Frames;
import io.leveret.codec.Method;
import io.leveret.codec.QueueMethod;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each expectation was measured on a RabbitMQ 4.0.5. Of the heartbeats agreed, one is sent after five seconds. */
class AlarmBlockTest {
    private static final byte[] CONTENT = {0, 0, 'x'};
    private static final int PROPERTIES_LENGTH = 2;

    private final ConnectionFixture client =
            new ConnectionFixture(1).capable("connection.blocked").open(10);

    @BeforeEach
    void openAConfirmingChannel() throws AmqpException {
        client.node.queue("q", false, 0);
        client.send(1, new ChannelMethod.Open());
        client.send(1, new ConfirmMethod.Select(false));
        client.transport.frames();
    }

    @Test
    void anAlarmStopsNobodyWhoDoesNotPublish() throws AmqpException {
        raise(Resource.MEMORY);
        client.send(1, passiveDeclare());
        client.send(1, publishMethod());
        assertThat(client.transport.methods()).containsExactly(declared(0));
        assertThat(client.transport.reading).isTrue();
    }

    @Test
    void theFirstContentBlocksAndItsBodyWaitsForTheEndOfTheAlarm() throws AmqpException {
        raise(Resource.MEMORY);
        client.send(1, publishMethod());
        client.receive(header(CONTENT));
        assertThat(client.transport.methods()).containsExactly(new Blocked("low on memory"));
        assertThat(client.transport.reading).isFalse();
        client.receive(body());
        assertThat(client.transport.methods()).isEmpty();
        clear(Resource.MEMORY);
        assertThat(client.transport.methods()).containsExactly(new Unblocked(), new BasicMethod.Ack(1, false));
        assertThat(client.transport.reading).isTrue();
    }

    @Test
    void aBodyThatComesAfterTheAlarmIsTakenAndBlocks() throws AmqpException {
        client.send(1, publishMethod());
        client.receive(header(CONTENT));
        raise(Resource.DISK);
        client.receive(body());
        assertThat(client.transport.methods())
                .containsExactlyInAnyOrder(new Blocked("low on disk"), new BasicMethod.Ack(1, false));
        assertThat(client.transport.reading).isFalse();
    }

    @Test
    void aMessageWithoutABodyIsTaken() throws AmqpException {
        raise(Resource.MEMORY);
        publishEmpty();
        assertThat(client.transport.methods())
                .containsExactlyInAnyOrder(new Blocked("low on memory"), new BasicMethod.Ack(1, false));
        publishEmpty();
        assertThat(client.transport.methods()).as("the next one waits").isEmpty();
    }

    @Test
    void whateverStandsBehindWaitsAndIsServedInOrder() throws AmqpException {
        raise(Resource.MEMORY);
        ByteBuf burst = Unpooled.buffer();
        Frames.method(burst, 1, publishMethod());
        burst.writeBytes(header(CONTENT)).writeBytes(body());
        Frames.method(burst, 2, new ChannelMethod.Open());
        Frames.method(burst, 2, passiveDeclare());
        Frames.method(burst, 0, new ConnectionMethod.Close(200, "bye", 0, 0));
        client.receive(burst);
        assertThat(client.transport.methods()).containsExactly(new Blocked("low on memory"));
        clear(Resource.MEMORY);
        List<Method> answers = client.transport.methods();
        assertThat(answers)
                .startsWith(new Unblocked(), new ChannelMethod.OpenOk(), declared(1))
                .endsWith(new ConnectionMethod.CloseOk());
        assertThat(client.transport.closed).isTrue();
    }

    @Test
    void aClientWithoutTheCapabilityIsBlockedAndNotTold() throws AmqpException {
        ConnectionFixture quiet = new ConnectionFixture(client).open(0);
        quiet.send(1, new ChannelMethod.Open());
        quiet.transport.frames();
        raise(Resource.MEMORY);
        quiet.send(1, publishMethod());
        quiet.receive(header(CONTENT));
        quiet.receive(body());
        assertThat(quiet.transport.reading).isFalse();
        assertThat(quiet.transport.methods()).isEmpty();
        clear(Resource.MEMORY);
        assertThat(quiet.transport.reading).isTrue();
        quiet.send(1, passiveDeclare());
        assertThat(quiet.transport.methods()).containsExactly(declared(1));
    }

    @Test
    void allThatIsLowIsNamedOnceAndTheLastToClearUnblocks() throws AmqpException {
        raise(Resource.MEMORY);
        raise(Resource.DISK);
        publishEmpty();
        assertThat(client.transport.methods()).contains(new Blocked("low on disk & memory"));
        clear(Resource.MEMORY);
        raise(Resource.LOG);
        clear(Resource.DISK);
        assertThat(client.transport.methods()).isEmpty();
        assertThat(client.transport.reading).isFalse();
        clear(Resource.LOG);
        assertThat(client.transport.methods()).containsExactly(new Unblocked());
    }

    @Test
    void aSecondAlarmIsNotTold() throws AmqpException {
        raise(Resource.DISK);
        publishEmpty();
        client.transport.frames();
        raise(Resource.MEMORY);
        assertThat(client.transport.methods()).isEmpty();
    }

    @Test
    void anAlarmThatComesBackBlocksAtTheNextContentThatWasKept() throws AmqpException {
        raise(Resource.MEMORY);
        publishEmpty();
        publishEmpty();
        publishEmpty();
        client.transport.frames();
        client.node.shards.get(0).execute(() -> {
            client.alarms.clear(Resource.MEMORY);
            client.alarms.raise(Resource.DISK, "test");
        });
        client.node.shards.run();
        assertThat(client.transport.methods())
                .containsExactlyInAnyOrder(new Unblocked(), new Blocked("low on disk"), new BasicMethod.Ack(2, false));
        assertThat(client.transport.reading).isFalse();
        clear(Resource.DISK);
        assertThat(client.transport.methods()).containsExactly(new Unblocked(), new BasicMethod.Ack(3, false));
        assertThat(client.transport.reading).isTrue();
    }

    @Test
    void consumersAreServedOnABlockedConnectionToo() throws AmqpException {
        client.send(2, new ChannelMethod.Open());
        client.send(2, new BasicMethod.Consume("q", "c", false, true, false, false, FieldTable.EMPTY));
        raise(Resource.MEMORY);
        publishEmpty();
        client.transport.frames();
        ConnectionFixture other = new ConnectionFixture(client).open(0);
        other.send(1, new ChannelMethod.Open());
        other.send(1, publishMethod());
        other.receive(header(new byte[] {0, 0}));
        assertThat(client.transport.methods()).hasSize(1).first().isInstanceOf(BasicMethod.Deliver.class);
    }

    @Test
    void aBlockedClientIsNotExpectedToSendHeartbeatsButGetsThem() throws AmqpException {
        raise(Resource.MEMORY);
        publishEmpty();
        client.transport.frames();
        client.advance(5_000);
        client.advance(5_000);
        client.advance(500_000);
        assertThat(client.transport.frames()).isNotEmpty().allMatch(frame -> frame.type() == Frames.HEARTBEAT);
        assertThat(client.transport.closed).isFalse();
        clear(Resource.MEMORY);
        client.advance(19_999);
        assertThat(client.transport.closed).isFalse();
        client.advance(20_001);
        assertThat(client.transport.closed).isTrue();
    }

    @Test
    void aNodeThatStopsTellsABlockedClientAndHearsItsAnswer() throws AmqpException {
        raise(Resource.MEMORY);
        publishEmpty();
        publishEmpty();
        client.transport.frames();
        client.node.shards.turn(0, client.connection::shutdown);
        assertThat(client.transport.methods())
                .hasSize(1)
                .first()
                .isInstanceOfSatisfying(
                        ConnectionMethod.Close.class,
                        close -> assertThat(close.replyCode()).isEqualTo(320));
        assertThat(client.transport.reading).isTrue();
        client.send(0, new ConnectionMethod.CloseOk());
        assertThat(client.transport.closed).isTrue();
        clear(Resource.MEMORY);
        assertThat(client.transport.methods()).isEmpty();
        assertThat(client.node.vhost().queue("q").counters().get(MessageStat.PUBLISH))
                .as("what was kept is dropped")
                .isEqualTo(1);
    }

    @Test
    void aBlockedClientThatIsGoneHoldsNothing() throws AmqpException {
        client.send(1, new QueueMethod.Declare("mine", false, false, true, false, false, FieldTable.EMPTY));
        raise(Resource.MEMORY);
        publishEmpty();
        publishEmpty();
        client.transport.frames();
        client.node.shards.turn(0, client.connection::transportClosed);
        assertThat(client.node.vhost().queue("mine")).isNull();
        clear(Resource.MEMORY);
        assertThat(client.transport.methods()).isEmpty();
    }

    @Test
    void whoLeavesMoreThanAMebibyteBehindIsNotWaitedFor() throws AmqpException {
        raise(Resource.MEMORY);
        publishEmpty();
        int bursts = 0;
        while (!client.transport.closed && bursts < 100) {
            ByteBuf burst = Unpooled.buffer();
            for (int i = 0; i < 1_000; i++) {
                Frames.heartbeat(burst);
            }
            client.receive(burst);
            bursts++;
        }
        assertThat(bursts * 1_000 * 64).isBetween(1 << 20, 1_200_000);
    }

    // ---- words

    private void raise(Resource resource) {
        client.alarms.raise(resource, "test");
        client.node.shards.run();
    }

    private void clear(Resource resource) {
        client.alarms.clear(resource);
        client.node.shards.run();
    }

    private void publishEmpty() {
        client.send(1, publishMethod());
        client.receive(header(new byte[] {0, 0}));
    }

    private static BasicMethod.Publish publishMethod() {
        return new BasicMethod.Publish("", "q", false, false);
    }

    private static QueueMethod.Declare passiveDeclare() {
        return new QueueMethod.Declare("q", true, false, false, false, false, FieldTable.EMPTY);
    }

    private static QueueMethod.DeclareOk declared(int messages) {
        return new QueueMethod.DeclareOk("q", messages, 0);
    }

    private static ByteBuf header(byte[] content) {
        ByteBuf bytes = Unpooled.buffer();
        Frames.contentHeader(bytes, 1, content, PROPERTIES_LENGTH);
        return bytes;
    }

    private static ByteBuf body() {
        ByteBuf bytes = Unpooled.buffer();
        Frames.body(bytes, 1, CONTENT, PROPERTIES_LENGTH, CONTENT.length, 0);
        return bytes;
    }
}
