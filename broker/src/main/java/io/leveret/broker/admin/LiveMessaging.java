package io.leveret.broker.admin;

import io.leveret.broker.access.Permission;
import io.leveret.broker.access.Permissions;
import io.leveret.broker.admin.InternalClient.Said;
import io.leveret.broker.admin.InternalClient.SaidContent;
import io.leveret.broker.admin.InternalClient.SaidMethod;
import io.leveret.broker.connection.ClientCounts;
import io.leveret.broker.connection.ConnectionServices;
import io.leveret.broker.counters.ChurnCounters;
import io.leveret.broker.counters.ChurnCounters.Churn;
import io.leveret.broker.events.EventBus;
import io.leveret.broker.policies.Limits;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.ConfirmMethod;
import io.leveret.codec.ExchangeMethod;
import io.leveret.codec.MessageProperties;
import io.leveret.codec.Method;
import io.leveret.codec.QueueMethod;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.MessagingAdmin;
import io.leveret.management.admin.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does what clients do by being one: each call is a conversation of an {@link InternalClient}. These clients are not
 * counted, listed or told of: RabbitMQ serves such requests without a connection, for the most part.
 */
final class LiveMessaging implements MessagingAdmin {
    /** What a message takes besides its content, roughly. */
    private static final int MESSAGE_BYTES = 256;

    private final ConnectionServices services;
    private final ChurnCounters churn;
    private final AtomicInteger turns = new AtomicInteger();

    /** @param services of all other connections */
    LiveMessaging(ConnectionServices services, String node) {
        this.churn = services.churn();
        ClientCounts unlimited = new ClientCounts(new Limits(), node, Limits.NONE, Limits.NONE);
        this.services = unseen(services, services.permissions(), unlimited);
    }

    /** The same for clients that are not seen, and may do what these permissions say. */
    private static ConnectionServices unseen(
            ConnectionServices services, Permissions permissions, ClientCounts unlimited) {
        return new ConnectionServices(
                services.shards(),
                services.vhosts(),
                services.authenticator(),
                services.users(),
                permissions,
                EventBus.deaf(),
                new ChurnCounters(),
                services.replies(),
                services.alarms(),
                services.serverProperties(),
                services.settings(),
                services.runtime(),
                unlimited);
    }

    private InternalClient open(Acting acting, int bodyBytes) throws RefusedException, AdminException {
        int shards = services.shards().count();
        BrokerShard shard = services.shards().get(Math.floorMod(turns.getAndIncrement(), shards));
        return InternalClient.open(shard, acting.operator() ? forOperator(acting) : services, acting, bodyBytes);
    }

    /** The operator stands in no table of permissions, and may do everything. */
    private ConnectionServices forOperator(Acting acting) {
        Permissions all = new Permissions();
        all.put(new Permission(acting.user(), acting.vhost(), ".*", ".*", ".*"));
        return unseen(services, all, services.counts());
    }

    private <M extends Method> M ask(Acting acting, Method question, Class<M> kind)
            throws RefusedException, AdminException {
        try (InternalClient client = open(acting, 0)) {
            client.send(question);
            M answer = client.await(kind);
            client.finish();
            return answer;
        }
    }

    @Override
    public void declare(Acting acting, QueueWish queue) throws RefusedException, AdminException {
        churn.count(Churn.QUEUE_DECLARED);
        QueueMethod.Declare declare = new QueueMethod.Declare(
                queue.name(), false, queue.durable(), false, queue.autoDelete(), false, queue.arguments());
        ask(acting, declare, QueueMethod.DeclareOk.class);
    }

    @Override
    public void declare(Acting acting, ExchangeWish wish) throws RefusedException, AdminException {
        ExchangeMethod.Declare declare = new ExchangeMethod.Declare(
                wish.name(),
                wish.type(),
                false,
                wish.durable(),
                wish.autoDelete(),
                wish.internal(),
                false,
                wish.arguments());
        ask(acting, declare, ExchangeMethod.DeclareOk.class);
    }

    @Override
    public void deleteQueue(Acting acting, String queue, boolean ifUnused, boolean ifEmpty)
            throws RefusedException, AdminException {
        ask(acting, new QueueMethod.Delete(queue, ifUnused, ifEmpty, false), QueueMethod.DeleteOk.class);
    }

    @Override
    public void deleteExchange(Acting acting, String exchange, boolean ifUnused)
            throws RefusedException, AdminException {
        ask(acting, new ExchangeMethod.Delete(exchange, ifUnused, false), ExchangeMethod.DeleteOk.class);
    }

    @Override
    public void bind(Acting acting, BindingWish wish) throws RefusedException, AdminException {
        if (wish.toQueue()) {
            QueueMethod.Bind bind =
                    new QueueMethod.Bind(wish.destination(), wish.source(), wish.routingKey(), false, wish.arguments());
            ask(acting, bind, QueueMethod.BindOk.class);
        } else {
            ExchangeMethod.Bind bind = new ExchangeMethod.Bind(
                    wish.destination(), wish.source(), wish.routingKey(), false, wish.arguments());
            ask(acting, bind, ExchangeMethod.BindOk.class);
        }
    }

    @Override
    public void unbind(Acting acting, BindingWish wish) throws RefusedException, AdminException {
        if (wish.toQueue()) {
            QueueMethod.Unbind unbind =
                    new QueueMethod.Unbind(wish.destination(), wish.source(), wish.routingKey(), wish.arguments());
            ask(acting, unbind, QueueMethod.UnbindOk.class);
        } else {
            ExchangeMethod.Unbind unbind = new ExchangeMethod.Unbind(
                    wish.destination(), wish.source(), wish.routingKey(), false, wish.arguments());
            ask(acting, unbind, ExchangeMethod.UnbindOk.class);
        }
    }

    @Override
    public long purge(Acting acting, String queue) throws RefusedException, AdminException {
        return ask(acting, new QueueMethod.Purge(queue, false), QueueMethod.PurgeOk.class)
                .messageCount();
    }

    @Override
    public Publishing publish(Acting acting, Publication publication) throws RefusedException, AdminException {
        try (InternalClient client = open(acting, 0)) {
            client.send(new ConfirmMethod.Select(false));
            client.await(ConfirmMethod.SelectOk.class);
            client.publish(
                    new BasicMethod.Publish(publication.exchange(), publication.routingKey(), true, false),
                    publication.properties(),
                    publication.body());
            Publishing outcome = confirmed(client);
            client.finish();
            return outcome;
        }
    }

    /** A message that comes back does so before it is confirmed. */
    private static Publishing confirmed(InternalClient client) throws RefusedException, AdminException {
        Publishing outcome = Publishing.ROUTED;
        while (true) {
            Said said = client.hear();
            if (said instanceof SaidContent) {
                outcome = Publishing.UNROUTED;
            } else if (said instanceof SaidMethod method && method.method() instanceof BasicMethod.Ack) {
                return outcome;
            } else if (said instanceof SaidMethod method && method.method() instanceof BasicMethod.Nack) {
                return Publishing.REJECTED;
            }
        }
    }

    @Override
    public List<Fetched> fetch(Acting acting, Fetch fetch) throws RefusedException, AdminException {
        List<Fetched> messages = new ArrayList<>();
        try (InternalClient client = open(acting, fetch.bodyBytes())) {
            long lastTag = 0;
            long bytes = 0;
            while (messages.size() < fetch.most() && bytes < fetch.mostBytes() && client.hasTime()) {
                client.send(new BasicMethod.Get(fetch.queue(), false));
                SaidContent content = got(client);
                if (content == null) {
                    break;
                }
                BasicMethod.GetOk got = (BasicMethod.GetOk) content.method();
                lastTag = got.deliveryTag();
                bytes += content.body().length + content.properties().length + MESSAGE_BYTES;
                messages.add(fetched(got, content));
            }
            if (lastTag != 0 && fetch.fate() != Fate.REQUEUED) {
                client.send(settlement(lastTag, fetch.fate()));
            }
            client.finish();
        }
        return messages;
    }

    /** The message, or null if there is none. */
    private static SaidContent got(InternalClient client) throws RefusedException, AdminException {
        while (true) {
            Said said = client.hear();
            if (said instanceof SaidContent content) {
                return content;
            } else if (said instanceof SaidMethod method && method.method() instanceof BasicMethod.GetEmpty) {
                return null;
            }
        }
    }

    private static Fetched fetched(BasicMethod.GetOk got, SaidContent content) {
        return new Fetched(
                got.exchange(),
                got.routingKey(),
                got.redelivered(),
                got.messageCount(),
                new MessageProperties(content.properties(), content.properties().length),
                content.bodyBytes(),
                content.body());
    }

    /** Of all messages up to a tag. */
    private static Method settlement(long tag, Fate fate) {
        return switch (fate) {
            case ACKNOWLEDGED -> new BasicMethod.Ack(tag, true);
            case REJECTED_REQUEUED -> new BasicMethod.Nack(tag, true, true);
            default -> new BasicMethod.Nack(tag, true, false);
        };
    }
}
