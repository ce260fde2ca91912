package io.leveret.broker.connection;

import io.leveret.broker.access.Right;
import io.leveret.codec.AmqpException;
import io.leveret.codec.ExchangeMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.Method;
import io.leveret.codec.ReplyCode;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import io.leveret.exchange.ExchangeDeclaration;
import io.leveret.exchange.ExchangeRules;

/** {@code exchange.declare, delete, bind, unbind}. */
final class ExchangeHandler {
    private final Channel channel;
    private final ChannelWait waiting;

    ExchangeHandler(Channel channel) {
        this.channel = channel;
        this.waiting = channel.waiting();
    }

    void handle(ExchangeMethod method) throws AmqpException {
        if (method instanceof ExchangeMethod.Declare declare) {
            declare(declare);
        } else if (method instanceof ExchangeMethod.Delete delete) {
            delete(delete);
        } else if (method instanceof ExchangeMethod.Bind bind) {
            bind(bind);
        } else if (method instanceof ExchangeMethod.Unbind unbind) {
            unbind(unbind);
        } else {
            throw new AmqpException(ReplyCode.COMMAND_INVALID, "unimplemented method");
        }
    }

    private void declare(ExchangeMethod.Declare declare) throws AmqpException {
        String name = Names.clean(declare.exchange());
        if (declare.passive()) {
            ExchangeRules.checkNotDefault(name);
            channel.vhost().exchangeOrThrow(name);
            reply(declare.noWait(), new ExchangeMethod.DeclareOk());
            return;
        }
        ExchangeRules.checkType(declare.type());
        ExchangeRules.checkNotDefault(name);
        channel.access().require(Right.CONFIGURE, "exchange", name);
        ExchangeDeclaration declaration = new ExchangeDeclaration(
                name, declare.type(), declare.durable(), declare.autoDelete(), declare.internal(), declare.arguments());
        ChannelWait.Answer answer = () -> reply(declare.noWait(), new ExchangeMethod.DeclareOk());
        waiting.answerWhenDurable(
                channel.vhost()
                        .declareExchange(
                                declaration, () -> checkNew(declaration), channel.actor(), waiting.completion(answer)),
                answer);
    }

    /** Who names an alternate exchange must be allowed to read from the new one and to write to the other. */
    private void checkNew(ExchangeDeclaration declaration) throws AmqpException {
        ExchangeRules.checkNotReserved(declaration.name());
        ExchangeRules.checkAlternate(declaration, channel.vhost().name());
        String alternate = declaration.arguments().string("alternate-exchange");
        if (alternate != null) {
            channel.access().require(Right.READ, "exchange", declaration.name());
            channel.access().require(Right.WRITE, "exchange", alternate);
        }
    }

    private void delete(ExchangeMethod.Delete delete) throws AmqpException {
        String name = Names.clean(delete.exchange());
        ExchangeRules.checkNotDefault(name);
        if (name.startsWith("amq.")) {
            throw new AmqpException(
                    ReplyCode.ACCESS_REFUSED,
                    "deletion of system exchange '" + name + "' in vhost '"
                            + channel.vhost().name() + "' not allowed");
        }
        channel.access().require(Right.CONFIGURE, "exchange", name);
        ChannelWait.Answer answer = () -> reply(delete.noWait(), new ExchangeMethod.DeleteOk());
        waiting.answerWhenDurable(
                channel.vhost().deleteExchange(name, delete.ifUnused(), channel.actor(), waiting.completion(answer)),
                answer);
    }

    private void bind(ExchangeMethod.Bind bind) throws AmqpException {
        Binding binding = binding(bind.source(), bind.destination(), bind.routingKey(), bind.arguments());
        ChannelWait.Answer answer = () -> reply(bind.noWait(), new ExchangeMethod.BindOk());
        waiting.answerWhenDurable(
                channel.vhost()
                        .bind(binding, channel.connection().channels(), channel.actor(), waiting.completion(answer)),
                answer);
    }

    private void unbind(ExchangeMethod.Unbind unbind) throws AmqpException {
        Binding binding = binding(unbind.source(), unbind.destination(), unbind.routingKey(), unbind.arguments());
        ChannelWait.Answer answer = () -> reply(unbind.noWait(), new ExchangeMethod.UnbindOk());
        waiting.answerWhenDurable(
                channel.vhost()
                        .unbind(binding, channel.connection().channels(), channel.actor(), waiting.completion(answer)),
                answer);
    }

    private Binding binding(String source, String destination, String routingKey, FieldTable arguments)
            throws AmqpException {
        String from = Names.clean(source);
        String to = Names.clean(destination);
        channel.access().require(Right.WRITE, "exchange", to);
        ExchangeRules.checkNotDefault(to);
        ExchangeRules.checkNotDefault(from);
        channel.access().require(Right.READ, "exchange", from);
        channel.access().requireTopic(Right.READ, channel.vhost().exchange(from), routingKey);
        return new Binding(from, DestinationKind.EXCHANGE, to, routingKey, arguments);
    }

    private void reply(boolean noWait, Method method) {
        if (!noWait) {
            channel.send(method);
        }
    }
}
