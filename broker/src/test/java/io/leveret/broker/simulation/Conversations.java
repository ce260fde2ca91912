package io.leveret.broker.simulation;

import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.ConfirmMethod;
import io.leveret.codec.ConnectionMethod;
import io.leveret.codec.ExchangeMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.Frames;
import io.leveret.codec.MessageProperties;
import io.leveret.codec.Method;
import io.leveret.codec.ProtocolHeader;
import io.leveret.codec.QueueMethod;
import io.leveret.codec.TxMethod;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What well-behaved clients send, frame by frame: the stuff that mutants are made of. */
final class Conversations {
    private static final String QUEUE = "mutant";
    private static final String EXCHANGE = "mutant.x";

    private final List<byte[]> frames = new ArrayList<>();

    private Conversations() {}

    /**
     * All of them, each a list of frames, the protocol header first. All but the last end with a close that is
     * answered.
     */
    static List<List<byte[]>> all() {
        List<List<byte[]>> all = new ArrayList<>();
        addWithoutQueue(all);
        addWithQueue(all, false);
        addWithQueue(all, true);
        addWithTransientQueue(all);
        all.add(refusedLogin());
        return all;
    }

    private static void addWithoutQueue(List<List<byte[]>> all) {
        all.add(open().close());
        all.add(open().channel(1).send(1, bye()).close());
        all.add(open().channel(1).channel(2).channel(300).close());
        all.add(open().channel(1)
                .qos(5, true)
                .qos(9, false)
                .send(1, new ChannelMethod.Flow(true))
                .close());
        all.add(open().channel(7).confirm(7).close());
        all.add(open().heartbeat().channel(1).heartbeat().close());
    }

    private static void addWithQueue(List<List<byte[]>> all, boolean durable) {
        all.add(queue(durable).close());
        all.add(queue(durable).publish("", QUEUE, 10, plain()).get(true).close());
        all.add(queue(durable)
                .publish("", QUEUE, 300, full())
                .get(false)
                .ack(1, false)
                .close());
        all.add(queue(durable)
                .publish("", QUEUE, 0, plain())
                .publish("", QUEUE, 5_000, full())
                .purge()
                .close());
        all.add(queue(durable)
                .consume(false)
                .publish("", QUEUE, 20, plain())
                .ack(1, false)
                .cancel()
                .close());
        all.add(queue(durable)
                .bound("topic", "a.*.#")
                .publish(EXCHANGE, "a.b.c", 30, full())
                .close());
        all.add(queue(durable)
                .bound("headers", "")
                .publish(EXCHANGE, "", 30, full())
                .get(true)
                .close());
        all.add(queue(durable)
                .confirm()
                .publish("", QUEUE, 10, plain())
                .publish("", "no", 10, full())
                .close());
        all.add(queue(durable)
                .tx()
                .publish("", QUEUE, 10, plain())
                .commit()
                .get(false)
                .ack(1, true)
                .close());
        all.add(queue(durable)
                .publish("amq.topic", "x.y", 40_000, full())
                .purge()
                .close());
    }

    private static void addWithTransientQueue(List<List<byte[]>> all) {
        Conversations settling = queue(false).publish("", QUEUE, 10, plain());
        all.add(settling.get(false).settle(true).get(false).settle(false).close());
        all.add(queue(false).consume(true).publish("", QUEUE, 9_000, plain()).close());
        all.add(queue(false)
                .publish("", QUEUE, 10, plain())
                .get(false)
                .recover()
                .delete()
                .close());
        all.add(queue(false)
                .bound("fanout", "k")
                .unbound()
                .publish(EXCHANGE, "k", 8, plain())
                .close());
        all.add(queue(false)
                .consume(false)
                .bound("direct", "k")
                .publish(EXCHANGE, "k", 8, full())
                .delete()
                .close());
        all.add(queue(false)
                .tx()
                .publish("", QUEUE, 10, plain())
                .rollback()
                .purge()
                .close());
        all.add(copies().close());
    }

    // ---- parts

    private static Conversations open() {
        return start(WireClient.startOk());
    }

    private static Conversations start(ConnectionMethod.StartOk startOk) {
        Conversations conversation = new Conversations();
        ByteBuf header = Unpooled.buffer();
        ProtocolHeader.write(header);
        conversation.frames.add(ByteBufUtil.getBytes(header));
        return conversation
                .send(0, startOk)
                .send(0, new ConnectionMethod.TuneOk(2047, 131_072, 60))
                .send(0, new ConnectionMethod.Open("/"));
    }

    private static List<byte[]> refusedLogin() {
        return start(new ConnectionMethod.StartOk(
                        WireClient.startOk().clientProperties(),
                        "PLAIN",
                        "\0guest\0wrong".getBytes(StandardCharsets.UTF_8),
                        "en_US"))
                .frames;
    }

    private static Conversations queue(boolean durable) {
        FieldTable arguments = FieldTable.builder()
                .string("x-queue-type", "classic")
                .table("x-nested", FieldTable.builder().bool("deep", true).build())
                .build();
        String name = durable ? QUEUE + ".durable" : QUEUE;
        return open().channel(1)
                .send(1, new QueueMethod.Declare(name, false, durable, false, false, false, arguments))
                .send(
                        1,
                        new QueueMethod.Declare(
                                QUEUE, false, false, false, false, false, durable ? FieldTable.EMPTY : arguments));
    }

    private static Conversations copies() {
        FieldTable headers = FieldTable.builder()
                .array("CC", List.of(FieldValue.of(QUEUE)))
                .array("BCC", List.of(FieldValue.of("elsewhere")))
                .build();
        byte[] properties = MessageProperties.builder().headers(headers).build();
        return queue(false).publish("", "first", 10, properties).get(true);
    }

    private static Method bye() {
        return new ChannelMethod.Close(200, "bye", 0, 0);
    }

    private static byte[] plain() {
        return WireClient.NO_PROPERTIES;
    }

    private static byte[] full() {
        FieldTable headers = FieldTable.builder()
                .string("text", "value")
                .longInteger("number", 1L << 40)
                .array("list", List.of(FieldValue.of(1), FieldValue.of("two")))
                .table("table", FieldTable.builder().bool("inner", false).build())
                .build();
        return MessageProperties.builder()
                .contentType("text/plain")
                .headers(headers)
                .deliveryMode(2)
                .priority(3)
                .correlationId("c")
                .replyTo("r")
                .expiration("60000")
                .messageId("m")
                .timestamp(1_700_000_000L)
                .type("t")
                .userId("guest")
                .appId("a")
                .build();
    }

    private Conversations send(int channel, Method method) {
        ByteBuf frame = Unpooled.buffer();
        Frames.method(frame, channel, method);
        frames.add(ByteBufUtil.getBytes(frame));
        return this;
    }

    private Conversations heartbeat() {
        ByteBuf frame = Unpooled.buffer();
        Frames.heartbeat(frame);
        frames.add(ByteBufUtil.getBytes(frame));
        return this;
    }

    private Conversations channel(int number) {
        return send(number, new ChannelMethod.Open());
    }

    private Conversations publish(String exchange, String routingKey, int size, byte[] properties) {
        send(1, new BasicMethod.Publish(exchange, routingKey, size % 20 == 0, false));
        byte[] content = new byte[properties.length + size];
        System.arraycopy(properties, 0, content, 0, properties.length);
        ByteBuf header = Unpooled.buffer();
        Frames.contentHeader(header, 1, content, properties.length);
        frames.add(ByteBufUtil.getBytes(header));
        for (int at = properties.length; at < content.length; at += 4000) {
            ByteBuf body = Unpooled.buffer();
            Frames.body(body, 1, content, at, Math.min(content.length, at + 4000), 131_072);
            frames.add(ByteBufUtil.getBytes(body));
        }
        return this;
    }

    private Conversations bound(String type, String key) {
        send(1, new ExchangeMethod.Declare(EXCHANGE + type, type, false, false, true, false, false, FieldTable.EMPTY));
        send(1, new ExchangeMethod.Declare(EXCHANGE, "fanout", false, false, true, false, false, FieldTable.EMPTY));
        send(1, new ExchangeMethod.Bind(EXCHANGE, EXCHANGE + type, key, false, FieldTable.EMPTY));
        return send(1, new QueueMethod.Bind(QUEUE, EXCHANGE, key, false, FieldTable.EMPTY));
    }

    private Conversations unbound() {
        return send(1, new QueueMethod.Unbind(QUEUE, EXCHANGE, "other", FieldTable.EMPTY));
    }

    private Conversations confirm() {
        return confirm(1);
    }

    private Conversations confirm(int channel) {
        return send(channel, new ConfirmMethod.Select(false));
    }

    private Conversations tx() {
        return send(1, new TxMethod.Select());
    }

    private Conversations commit() {
        return send(1, new TxMethod.Commit());
    }

    private Conversations rollback() {
        return send(1, new TxMethod.Rollback());
    }

    private Conversations get(boolean noAck) {
        return send(1, new BasicMethod.Get(QUEUE, noAck));
    }

    private Conversations consume(boolean noAck) {
        FieldTable arguments = FieldTable.builder().integer("x-priority", 2).build();
        return send(1, new BasicMethod.Consume(QUEUE, "tag", false, noAck, false, false, arguments));
    }

    private Conversations cancel() {
        return send(1, new BasicMethod.Cancel("tag", false));
    }

    private Conversations ack(long tag, boolean multiple) {
        return send(1, new BasicMethod.Ack(tag, multiple));
    }

    private Conversations settle(boolean requeue) {
        return requeue ? send(1, new BasicMethod.Nack(0, true, true)) : send(1, new BasicMethod.Nack(0, true, false));
    }

    private Conversations recover() {
        return send(1, new BasicMethod.Recover(true));
    }

    private Conversations qos(int count, boolean global) {
        return send(1, new BasicMethod.Qos(0, count, global));
    }

    private Conversations purge() {
        return send(1, new QueueMethod.Purge(QUEUE, false));
    }

    private Conversations delete() {
        return send(1, new QueueMethod.Delete(QUEUE, false, false, false));
    }

    private List<byte[]> close() {
        send(0, new ConnectionMethod.Close(200, "bye", 0, 0));
        return frames;
    }
}
