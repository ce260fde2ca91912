package io.leveret.broker.admin;

import io.leveret.broker.deadletter.FirstDeath;
import io.leveret.broker.deadletter.Readdressed;
import io.leveret.broker.deadletter.RoutingNotes;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.Destinations;
import io.leveret.broker.vhost.Parcel;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.codec.MessageProperties;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.Headers;
import io.leveret.management.admin.JobsAdmin.Order;
import io.leveret.management.admin.JobsAdmin.Rights;
import io.leveret.management.admin.JobsAdmin.Target;
import io.leveret.queue.Message;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where a job sends messages, and whether it may: as if who ordered it had published them. A queue is reached by the
 * default exchange.
 */
final class Routing {
    private static final String DEFAULT_EXCHANGE = "";

    /** What is to be done with one message. */
    sealed interface Plan {
        /** It can be moved. */
        record Send(Parcel parcel) implements Plan {}

        /** It was not dead-lettered. */
        record WithoutOrigin() implements Plan {}

        /** Who ordered the job may not publish there. */
        record Forbidden() implements Plan {}
    }

    private final VirtualHost vhost;
    private final Order order;
    private final Rights rights;

    Routing(VirtualHost vhost, Order order, Rights rights) {
        this.vhost = vhost;
        this.order = order;
        this.rights = rights;
    }

    Plan plan(long id, Message message) {
        if (order.target() instanceof Target.ToQueue to) {
            return send(id, Readdressed.same(message), to.queue());
        }
        if (order.target() instanceof Target.ToExchange to) {
            String key = to.routingKey() == null ? message.routingKey() : to.routingKey();
            return send(id, Readdressed.to(message, to.exchange(), key), null);
        }
        Target.ToOrigin to = (Target.ToOrigin) order.target();
        Optional<FirstDeath> death = FirstDeath.of(message, order.trustHeaders());
        if (death.isEmpty()) {
            return new Plan.WithoutOrigin();
        }
        Message revived = Readdressed.revived(message, death.get(), order.keepDeaths());
        return send(id, revived, to.republished() ? null : death.get().queue());
    }

    private Plan send(long id, Message message, String queue) {
        String exchangeName = queue == null ? message.exchange() : DEFAULT_EXCHANGE;
        Exchange exchange = vhost.exchange(exchangeName);
        boolean topic = exchange != null && exchange.type().equals("topic");
        boolean allowed = rights.mayPublish(exchangeName, topic ? message.routingKey() : null);
        return allowed ? new Plan.Send(new Parcel(id, message, queue)) : new Plan.Forbidden();
    }

    /** The queues that would get it now. */
    List<String> queues(Parcel parcel) {
        if (parcel.queue() != null) {
            return vhost.queue(parcel.queue()) == null ? List.of() : List.of(parcel.queue());
        }
        Message message = parcel.message();
        Exchange exchange = vhost.exchange(message.exchange());
        if (exchange == null) {
            return List.of();
        }
        Headers headers = Headers.of(new MessageProperties(message.content(), message.propertiesLength()));
        Destinations found = vhost.routing().route(exchange, RoutingNotes.routingKeys(message), headers);
        return Arrays.stream(found.queues()).map(BrokerQueue::name).sorted().toList();
    }
}
