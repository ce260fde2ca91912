package io.leveret.it.conformance;

import static io.leveret.it.conformance.AccessRow.Right.CONFIGURE;
import static io.leveret.it.conformance.AccessRow.Right.READ;
import static io.leveret.it.conformance.AccessRow.Right.WRITE;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import io.leveret.it.conformance.AccessRow.Attempt;
import io.leveret.it.conformance.AccessRow.Otherwise;
import io.leveret.it.harness.Refusal;
import java.util.List;
import java.util.Map;

/** Every method of the protocol with the rights it asks for, as RabbitMQ 4.0.5 was seen to do. */
final class AccessTable {
    private static final List<String> QUEUE = List.of("queue");
    private static final List<String> EXCHANGE = List.of("exchange");
    private static final List<String> QUEUE_AND_EXCHANGE = List.of("queue", "exchange");
    private static final List<String> EXCHANGES = List.of("exchange", "exchange");

    private static final Attempt WITH_QUEUE =
            (owner, names) -> owner.queueDeclare(names.get(0), false, false, false, null);
    private static final Attempt WITH_EXCHANGE = (owner, names) -> owner.exchangeDeclare(names.get(0), "direct");
    private static final Attempt WITH_BOTH = (owner, names) -> {
        owner.queueDeclare(names.get(0), false, false, false, null);
        owner.exchangeDeclare(names.get(1), "direct");
    };
    private static final Attempt WITH_EXCHANGES = (owner, names) -> {
        owner.exchangeDeclare(names.get(0), "direct");
        owner.exchangeDeclare(names.get(1), "direct");
    };
    private static final Attempt WITHOUT_QUEUE = (owner, names) -> owner.queueDelete(names.get(0));
    private static final Attempt WITHOUT_EXCHANGE = (owner, names) -> owner.exchangeDelete(names.get(0));

    private final String vhost;
    private final String user;

    AccessTable(String vhost, String user) {
        this.vhost = vhost;
        this.user = user;
    }

    private Otherwise notFound(String kind, int resource) {
        return names -> Refusal.channel(
                404, "NOT_FOUND - no " + kind + " '" + names.get(resource) + "' in vhost '" + vhost + "'");
    }

    private static Otherwise refused(int code, String text) {
        return names -> Refusal.channel(code, text);
    }

    private Otherwise defaultExchangeNotWritable() {
        return names -> AccessRow.refused(WRITE, "exchange 'amq.default'", vhost, user);
    }

    private static Otherwise notOnDefaultExchange() {
        return refused(403, "ACCESS_REFUSED - operation not permitted on the default exchange");
    }

    List<AccessRow> queues() {
        Attempt declare = (channel, names) -> channel.queueDeclare(names.get(0), false, false, false, null);
        Attempt passive = (channel, names) -> channel.queueDeclarePassive(names.get(0));
        Attempt purge = (channel, names) -> channel.queuePurge(names.get(0));
        Attempt delete = (channel, names) -> channel.queueDelete(names.get(0));
        return List.of(
                AccessRow.of("queue.declare, new", QUEUE, declare)
                        .before(WITHOUT_QUEUE)
                        .needs(CONFIGURE, 0),
                AccessRow.of("queue.declare, there", QUEUE, declare)
                        .before(WITH_QUEUE)
                        .needs(CONFIGURE, 0),
                AccessRow.of("queue.declare, passive", QUEUE, passive).before(WITH_QUEUE),
                AccessRow.of("queue.declare, passive, absent", QUEUE, passive)
                        .before(WITHOUT_QUEUE)
                        .otherwise(notFound("queue", 0)),
                AccessRow.of("queue.purge", QUEUE, purge).before(WITH_QUEUE).needs(READ, 0),
                AccessRow.of("queue.purge, absent", QUEUE, purge)
                        .before(WITHOUT_QUEUE)
                        .needs(READ, 0)
                        .otherwise(notFound("queue", 0)),
                AccessRow.of("queue.delete", QUEUE, delete).before(WITH_QUEUE).needs(CONFIGURE, 0),
                AccessRow.of("queue.delete, absent", QUEUE, delete)
                        .before(WITHOUT_QUEUE)
                        .needs(CONFIGURE, 0));
    }

    List<AccessRow> deadLetterExchanges() {
        Attempt declare = (channel, names) ->
                channel.queueDeclare(names.get(0), false, false, false, Map.of("x-dead-letter-exchange", names.get(1)));
        return List.of(
                AccessRow.of("queue.declare with a dead-letter exchange, new", QUEUE_AND_EXCHANGE, declare)
                        .before(WITHOUT_QUEUE)
                        .needs(CONFIGURE, 0)
                        .needs(READ, 0)
                        .needs(WRITE, 1),
                AccessRow.of("queue.declare with a dead-letter exchange, there", QUEUE_AND_EXCHANGE, declare)
                        .before((owner, names) -> {
                            owner.queueDelete(names.get(0));
                            declare.run(owner, names);
                        })
                        .needs(CONFIGURE, 0),
                AccessRow.of("queue.declare with the default exchange for dead letters", QUEUE, (channel, names) -> {
                            channel.queueDeclare(
                                    names.get(0), false, false, false, Map.of("x-dead-letter-exchange", ""));
                        })
                        .before(WITHOUT_QUEUE)
                        .needs(CONFIGURE, 0)
                        .needs(READ, 0)
                        .otherwise(defaultExchangeNotWritable()));
    }

    List<AccessRow> queueBindings() {
        Attempt bind = (channel, names) -> channel.queueBind(names.get(0), names.get(1), "key");
        Attempt unbind = (channel, names) -> channel.queueUnbind(names.get(0), names.get(1), "key");
        return List.of(
                binding("queue.bind", QUEUE_AND_EXCHANGE, bind).before(WITH_BOTH),
                binding("queue.bind, no exchange", QUEUE_AND_EXCHANGE, bind)
                        .before((owner, names) -> {
                            WITH_QUEUE.run(owner, names);
                            owner.exchangeDelete(names.get(1));
                        })
                        .otherwise(notFound("exchange", 1)),
                binding("queue.bind, no queue", QUEUE_AND_EXCHANGE, bind)
                        .before((owner, names) -> {
                            WITH_BOTH.run(owner, names);
                            owner.queueDelete(names.get(0));
                        })
                        .otherwise(notFound("queue", 0)),
                AccessRow.of(
                                "queue.bind to the default exchange",
                                QUEUE,
                                (channel, names) -> channel.queueBind(names.get(0), "", "key"))
                        .before(WITH_QUEUE)
                        .needs(WRITE, 0)
                        .otherwise(notOnDefaultExchange()),
                binding("queue.unbind", QUEUE_AND_EXCHANGE, unbind).before((owner, names) -> {
                    WITH_BOTH.run(owner, names);
                    bind.run(owner, names);
                }),
                binding("queue.unbind, no exchange", QUEUE_AND_EXCHANGE, unbind).before((owner, names) -> {
                    WITH_QUEUE.run(owner, names);
                    owner.exchangeDelete(names.get(1));
                }));
    }

    private static AccessRow binding(String method, List<String> kinds, Attempt attempt) {
        return AccessRow.of(method, kinds, attempt).needs(WRITE, 0).needs(READ, 1);
    }

    List<AccessRow> exchanges() {
        Attempt declare = (channel, names) -> channel.exchangeDeclare(names.get(0), "direct");
        Attempt passive = (channel, names) -> channel.exchangeDeclarePassive(names.get(0));
        Attempt delete = (channel, names) -> channel.exchangeDelete(names.get(0));
        return List.of(
                AccessRow.of("exchange.declare, new", EXCHANGE, declare)
                        .before(WITHOUT_EXCHANGE)
                        .needs(CONFIGURE, 0),
                AccessRow.of("exchange.declare, there", EXCHANGE, declare)
                        .before(WITH_EXCHANGE)
                        .needs(CONFIGURE, 0),
                AccessRow.of("exchange.declare, passive", EXCHANGE, passive).before(WITH_EXCHANGE),
                AccessRow.of("exchange.declare, passive, absent", EXCHANGE, passive)
                        .before(WITHOUT_EXCHANGE)
                        .otherwise(notFound("exchange", 0)),
                AccessRow.of(
                                "exchange.declare of an unknown type",
                                EXCHANGE,
                                (channel, names) -> channel.exchangeDeclare(names.get(0), "x-nope"))
                        .otherwise(refused(406, "PRECONDITION_FAILED - unknown exchange type 'x-nope'")),
                AccessRow.of("exchange.declare of the default exchange", EXCHANGE, (channel, names) -> {
                            channel.exchangeDeclare("", "direct");
                        })
                        .otherwise(notOnDefaultExchange()),
                AccessRow.of("exchange.delete", EXCHANGE, delete)
                        .before(WITH_EXCHANGE)
                        .needs(CONFIGURE, 0),
                AccessRow.of("exchange.delete, absent", EXCHANGE, delete)
                        .before(WITHOUT_EXCHANGE)
                        .needs(CONFIGURE, 0),
                AccessRow.of("exchange.delete of a system exchange", EXCHANGE, (channel, names) -> {
                            channel.exchangeDelete("amq.direct");
                        })
                        .otherwise(refused(
                                403,
                                "ACCESS_REFUSED - deletion of system exchange 'amq.direct' in vhost '" + vhost
                                        + "' not allowed")));
    }

    List<AccessRow> alternateExchanges() {
        Attempt declare = (channel, names) -> channel.exchangeDeclare(
                names.get(0), "direct", false, false, Map.of("alternate-exchange", names.get(1)));
        return List.of(
                AccessRow.of("exchange.declare with an alternate exchange, new", EXCHANGES, declare)
                        .before(WITHOUT_EXCHANGE)
                        .needs(CONFIGURE, 0)
                        .needs(READ, 0)
                        .needs(WRITE, 1),
                AccessRow.of("exchange.declare with an alternate exchange, there", EXCHANGES, declare)
                        .before((owner, names) -> {
                            owner.exchangeDelete(names.get(0));
                            declare.run(owner, names);
                        })
                        .needs(CONFIGURE, 0));
    }

    List<AccessRow> exchangeBindings() {
        Attempt bind = (channel, names) -> channel.exchangeBind(names.get(0), names.get(1), "key");
        Attempt unbind = (channel, names) -> channel.exchangeUnbind(names.get(0), names.get(1), "key");
        return List.of(
                binding("exchange.bind", EXCHANGES, bind).before((owner, names) -> {
                    owner.exchangeDelete(names.get(0)); // it may have the alternate exchange of a row above
                    WITH_EXCHANGES.run(owner, names);
                }),
                binding("exchange.bind, no source", EXCHANGES, bind)
                        .before((owner, names) -> {
                            WITH_EXCHANGE.run(owner, names);
                            owner.exchangeDelete(names.get(1));
                        })
                        .otherwise(notFound("exchange", 1)),
                binding("exchange.bind, no destination", EXCHANGES, bind)
                        .before((owner, names) -> {
                            WITH_EXCHANGES.run(owner, names);
                            owner.exchangeDelete(names.get(0));
                        })
                        .otherwise(notFound("exchange", 0)),
                AccessRow.of("exchange.bind from the default exchange", EXCHANGE, (channel, names) -> {
                            channel.exchangeBind(names.get(0), "", "key");
                        })
                        .before(WITH_EXCHANGE)
                        .needs(WRITE, 0)
                        .otherwise(notOnDefaultExchange()),
                AccessRow.of("exchange.bind to the default exchange", EXCHANGE, (channel, names) -> {
                            channel.exchangeBind("", names.get(0), "key");
                        })
                        .before(WITH_EXCHANGE)
                        .otherwise(defaultExchangeNotWritable()),
                binding("exchange.unbind", EXCHANGES, unbind).before((owner, names) -> {
                    WITH_EXCHANGES.run(owner, names);
                    bind.run(owner, names);
                }),
                binding("exchange.unbind, no source", EXCHANGES, unbind).before((owner, names) -> {
                    WITH_EXCHANGE.run(owner, names);
                    owner.exchangeDelete(names.get(1));
                }));
    }

    List<AccessRow> publishing() {
        Attempt publish = (channel, names) -> publish(channel, names.get(0), "key", null);
        return List.of(
                AccessRow.of("basic.publish", EXCHANGE, publish)
                        .before((owner, names) -> {
                            owner.exchangeDelete(names.get(0));
                            WITH_EXCHANGE.run(owner, names);
                        })
                        .needs(WRITE, 0),
                AccessRow.of("basic.publish, no exchange", EXCHANGE, publish)
                        .before(WITHOUT_EXCHANGE)
                        .needs(WRITE, 0)
                        .otherwise(notFound("exchange", 0)),
                AccessRow.of("basic.publish to the default exchange", QUEUE, (channel, names) -> {
                            publish(channel, "", names.get(0), null);
                        })
                        .before(WITH_QUEUE)
                        .otherwise(defaultExchangeNotWritable()),
                AccessRow.of("basic.publish to an internal exchange", EXCHANGE, publish)
                        .before((owner, names) -> {
                            owner.exchangeDelete(names.get(0));
                            owner.exchangeDeclare(names.get(0), "fanout", false, false, true, null);
                        })
                        .needs(WRITE, 0)
                        .otherwise(names -> Refusal.channel(
                                403,
                                "ACCESS_REFUSED - cannot publish to internal exchange '" + names.get(0) + "' in vhost '"
                                        + vhost + "'")),
                claiming("basic.publish with another user's id", new BasicProperties.Builder().userId("another"))
                        .otherwise(refused(
                                406,
                                "PRECONDITION_FAILED - user_id property set to 'another' but authenticated user was '"
                                        + user + "'")),
                claiming("basic.publish with one's own id", new BasicProperties.Builder().userId(user)),
                claiming("basic.publish with no expiration", new BasicProperties.Builder().expiration("soon"))
                        .otherwise(refused(406, "PRECONDITION_FAILED - invalid expiration 'soon': no_integer")),
                claiming(
                        "basic.publish with further keys",
                        new BasicProperties.Builder().headers(Map.of("CC", List.of("0.first")))),
                AccessRow.of("basic.publish in a transaction", EXCHANGE, (channel, names) -> {
                            channel.txSelect();
                            channel.basicPublish(names.get(0), "key", null, new byte[1]);
                            channel.txCommit();
                        })
                        .before(WITH_EXCHANGE)
                        .needs(WRITE, 0));
    }

    private static AccessRow claiming(String method, BasicProperties.Builder properties) {
        return AccessRow.of(method, EXCHANGE, (channel, names) -> {
                    publish(channel, names.get(0), "key", properties.build());
                })
                .before((owner, names) -> {
                    owner.exchangeDelete(names.get(0));
                    WITH_EXCHANGE.run(owner, names);
                })
                .needs(WRITE, 0);
    }

    private static void publish(Channel channel, String exchange, String key, BasicProperties properties)
            throws Exception {
        channel.confirmSelect();
        channel.basicPublish(exchange, key, properties, new byte[1]);
        channel.waitForConfirmsOrDie(10_000);
    }

    List<AccessRow> consuming() {
        Attempt consume =
                (channel, names) -> channel.basicConsume(names.get(0), true, "tag", new DefaultConsumer(channel));
        Attempt get = (channel, names) -> channel.basicGet(names.get(0), true);
        return List.of(
                AccessRow.of("basic.consume", QUEUE, consume)
                        .before((owner, names) -> {
                            owner.queueDelete(names.get(0)); // it may have the dead-letter exchange of a row above
                            WITH_QUEUE.run(owner, names);
                        })
                        .needs(READ, 0),
                AccessRow.of("basic.consume, no queue", QUEUE, consume)
                        .before(WITHOUT_QUEUE)
                        .needs(READ, 0)
                        .otherwise(notFound("queue", 0)),
                AccessRow.of(
                        "basic.consume of replies",
                        QUEUE,
                        (channel, names) -> channel.basicConsume(
                                "amq.rabbitmq.reply-to", true, "tag", new DefaultConsumer(channel))),
                AccessRow.of("basic.get", QUEUE, get).before(WITH_QUEUE).needs(READ, 0),
                AccessRow.of("basic.get, no queue", QUEUE, get)
                        .before(WITHOUT_QUEUE)
                        .needs(READ, 0)
                        .otherwise(notFound("queue", 0)));
    }

    /** What asks for no right at all. */
    List<AccessRow> free() {
        return List.of(
                AccessRow.of("basic.qos", QUEUE, (channel, names) -> channel.basicQos(1, false)),
                AccessRow.of("basic.qos, global", QUEUE, (channel, names) -> channel.basicQos(1, true)),
                AccessRow.of("basic.recover", QUEUE, (channel, names) -> channel.basicRecover(true)),
                AccessRow.of("basic.ack, unknown tag", QUEUE, (channel, names) -> {
                            channel.basicAck(1, false);
                            channel.basicQos(1);
                        })
                        .otherwise(refused(406, "PRECONDITION_FAILED - unknown delivery tag 1")),
                AccessRow.of("basic.nack, unknown tag", QUEUE, (channel, names) -> {
                            channel.basicNack(1, false, true);
                            channel.basicQos(1);
                        })
                        .otherwise(refused(406, "PRECONDITION_FAILED - unknown delivery tag 1")),
                AccessRow.of("basic.reject, unknown tag", QUEUE, (channel, names) -> {
                            channel.basicReject(1, true);
                            channel.basicQos(1);
                        })
                        .otherwise(refused(406, "PRECONDITION_FAILED - unknown delivery tag 1")),
                AccessRow.of("confirm.select", QUEUE, (channel, names) -> channel.confirmSelect()),
                AccessRow.of("tx.select, commit, rollback", QUEUE, (channel, names) -> {
                    channel.txSelect();
                    channel.txCommit();
                    channel.txRollback();
                }));
    }
}
