package io.leveret.broker.connection;

import io.leveret.broker.access.Right;
import io.leveret.broker.counters.ChurnCounters.Churn;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.QueueCounts;
import io.leveret.broker.vhost.QueueDefinition;
import io.leveret.broker.vhost.QueueDeletion;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.Method;
import io.leveret.codec.QueueMethod;
import io.leveret.codec.ReplyCode;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import io.leveret.exchange.ExchangeRules;

/** {@code queue.declare, bind, unbind, purge, delete}, and the name that an empty one stands for. */
final class QueueHandler {
    private final Channel channel;
    private final ChannelWait waiting;
    private String lastDeclared;

    QueueHandler(Channel channel) {
        this.channel = channel;
        this.waiting = channel.waiting();
    }

    void handle(QueueMethod method) throws AmqpException {
        if (method instanceof QueueMethod.Declare declare) {
            declare(declare);
        } else if (method instanceof QueueMethod.Bind bind) {
            bind(bind);
        } else if (method instanceof QueueMethod.Unbind unbind) {
            unbind(unbind);
        } else if (method instanceof QueueMethod.Purge purge) {
            purge(purge);
        } else if (method instanceof QueueMethod.Delete delete) {
            delete(delete);
        } else {
            throw new AmqpException(ReplyCode.COMMAND_INVALID, "unimplemented method");
        }
    }

    /** The name itself, or that of the queue last declared on the channel if it is empty. */
    String nameOrLast(String name) throws AmqpException {
        String cleaned = Names.clean(name);
        if (!cleaned.isEmpty()) {
            return cleaned;
        }
        if (lastDeclared == null) {
            throw new AmqpException(ReplyCode.NOT_FOUND, "no previously declared queue");
        }
        return lastDeclared;
    }

    /** A queue that is there and not another connection's own. */
    BrokerQueue usable(String name) throws AmqpException {
        BrokerQueue queue = channel.vhost().queueOrThrow(name);
        checkOwner(queue);
        return queue;
    }

    private void checkOwner(BrokerQueue queue) throws AmqpException {
        queue.checkUsableBy(channel.connection().channels());
    }

    // ---- declare

    private void declare(QueueMethod.Declare declare) throws AmqpException {
        String asked = Names.clean(declare.queue());
        if (DirectReplies.isReplyName(asked)) {
            declareReplies(asked, declare.noWait());
            return;
        }
        if (declare.passive()) {
            count(usable(asked), declare.noWait(), () -> {
                throw channel.vhost().noQueue(asked);
            });
            return;
        }
        FieldTable arguments = QueueDeclaration.typed(declare, channel.vhost().defaultQueueType());
        if (asked.isEmpty()) {
            QueueDeclaration.checkServerNamed(arguments);
        } else {
            Names.checkNotReserved(asked);
        }
        String name = asked.isEmpty() ? GeneratedNames.queue() : asked;
        channel.access().require(Right.CONFIGURE, "queue", name);
        channel.connection().services().churn().count(Churn.QUEUE_DECLARED);
        boolean exclusive = declare.exclusive();
        QueueDefinition definition =
                new QueueDefinition(name, declare.durable() && !exclusive, exclusive, declare.autoDelete(), arguments);
        findOrAdd(definition, declare.noWait());
    }

    /** Declaring a reply address asks whether somebody consumes from it; RabbitMQ counts one consumer then. */
    private void declareReplies(String name, boolean noWait) throws AmqpException {
        if (!channel.connection().services().replies().exists(name)) {
            throw channel.vhost().noQueue(name);
        }
        declared(name, 0, 1, noWait);
    }

    /** Nothing is added unchecked: another connection may add or delete the queue at any moment. */
    private void findOrAdd(QueueDefinition definition, boolean noWait) throws AmqpException {
        BrokerQueue existing = channel.vhost().queue(definition.name());
        if (existing == null) {
            QueueDeclaration.checkNew(definition, channel);
            existing = add(definition, noWait);
        }
        if (existing != null) {
            found(existing, definition, noWait);
        }
    }

    /** Gives the queue that somebody else has added meanwhile, or null. */
    private BrokerQueue add(QueueDefinition definition, boolean noWait) throws AmqpException {
        Channels owner = channel.connection().channels();
        ChannelWait.Answer answer = () -> declared(definition.name(), 0, 0, noWait);
        VirtualHost.QueueAddition addition = channel.vhost()
                .addQueue(
                        definition,
                        definition.exclusive() ? owner : null,
                        channel.shard(),
                        channel.actor(),
                        waiting.completion(answer));
        if (!addition.added()) {
            return addition.queue();
        }
        if (definition.exclusive()) {
            owner.exclusive(addition.queue());
        }
        waiting.answerWhenDurable(addition.waits(), answer);
        return null;
    }

    /** The queue is there, though perhaps not yet on disk; if it goes before it is counted, all begins anew. */
    private void found(BrokerQueue queue, QueueDefinition definition, boolean noWait) throws AmqpException {
        QueueDeclaration.checkEquivalent(queue, definition, channel);
        ChannelWait.Answer answer = () -> count(queue, noWait, () -> findOrAdd(definition, noWait));
        waiting.answerWhenDurable(
                channel.vhost().awaitDefinition(queue.definition(), waiting.completion(answer)), answer);
    }

    private void count(BrokerQueue queue, boolean noWait, ChannelWait.Answer ifGone) {
        waiting.park();
        queue.count(channel.shard(), new QueueCounts() {
            @Override
            public void counted(long ready, int consumers) {
                waiting.answered(() -> declared(queue.name(), ready, consumers, noWait));
            }

            @Override
            public void gone() {
                waiting.answered(ifGone);
            }
        });
    }

    private void declared(String name, long ready, int consumers, boolean noWait) {
        lastDeclared = name;
        reply(noWait, new QueueMethod.DeclareOk(name, ready, consumers));
    }

    // ---- bindings

    private void bind(QueueMethod.Bind bind) throws AmqpException {
        Binding binding = binding(bind.queue(), bind.exchange(), bind.routingKey(), bind.arguments());
        ChannelWait.Answer answer = () -> reply(bind.noWait(), new QueueMethod.BindOk());
        waiting.answerWhenDurable(
                channel.vhost()
                        .bind(binding, channel.connection().channels(), channel.actor(), waiting.completion(answer)),
                answer);
    }

    private void unbind(QueueMethod.Unbind unbind) throws AmqpException {
        Binding binding = binding(unbind.queue(), unbind.exchange(), unbind.routingKey(), unbind.arguments());
        ChannelWait.Answer answer = () -> reply(false, new QueueMethod.UnbindOk());
        waiting.answerWhenDurable(
                channel.vhost()
                        .unbind(binding, channel.connection().channels(), channel.actor(), waiting.completion(answer)),
                answer);
    }

    /** With neither queue nor routing key the key is the queue's name (specification, queue.bind). */
    private Binding binding(String queue, String exchange, String routingKey, FieldTable arguments)
            throws AmqpException {
        String name = nameOrLast(queue);
        String key = queue.isEmpty() && routingKey.isEmpty() ? name : routingKey;
        String source = Names.clean(exchange);
        channel.access().require(Right.WRITE, "queue", name);
        ExchangeRules.checkNotDefault(source);
        channel.access().require(Right.READ, "exchange", source);
        channel.access().requireTopic(Right.READ, channel.vhost().exchange(source), key);
        return new Binding(source, DestinationKind.QUEUE, name, key, arguments);
    }

    // ---- purge and delete

    private void purge(QueueMethod.Purge purge) throws AmqpException {
        String name = nameOrLast(purge.queue());
        channel.access().require(Right.READ, "queue", name);
        BrokerQueue queue = usable(name);
        waiting.park();
        queue.purge(
                channel.shard(),
                purged -> waiting.answered(() -> reply(purge.noWait(), new QueueMethod.PurgeOk(purged))));
    }

    private void delete(QueueMethod.Delete delete) throws AmqpException {
        String name = nameOrLast(delete.queue());
        channel.access().require(Right.CONFIGURE, "queue", name);
        BrokerQueue queue = channel.vhost().queue(name);
        if (queue == null) {
            ChannelWait.Answer answer = () -> reply(delete.noWait(), new QueueMethod.DeleteOk(0));
            waiting.answerWhenDurable(channel.vhost().awaitDefinitions(waiting.completion(answer)), answer);
            return;
        }
        checkOwner(queue);
        waiting.park();
        QueueDeletion deletion = new QueueDeletion(delete.ifUnused(), delete.ifEmpty(), channel.actor());
        queue.delete(
                channel.shard(), deletion, outcome -> waiting.answered(() -> deleted(queue, outcome, delete.noWait())));
    }

    private void deleted(BrokerQueue queue, QueueDeletion.Outcome outcome, boolean noWait) throws AmqpException {
        String resource =
                "queue '" + queue.name() + "' in vhost '" + channel.vhost().name() + "'";
        switch (outcome.result()) {
            case IN_USE -> throw new AmqpException(ReplyCode.PRECONDITION_FAILED, resource + " in use");
            case NOT_EMPTY -> throw new AmqpException(ReplyCode.PRECONDITION_FAILED, resource + " not empty");
            default -> {
                ChannelWait.Answer answer = () -> reply(noWait, new QueueMethod.DeleteOk(outcome.messages()));
                waiting.answerWhenDurable(
                        channel.vhost().awaitDefinition(queue.definition(), waiting.completion(answer)), answer);
            }
        }
    }

    private void reply(boolean noWait, Method method) {
        if (!noWait) {
            channel.send(method);
        }
    }
}
