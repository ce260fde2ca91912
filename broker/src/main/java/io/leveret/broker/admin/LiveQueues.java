package io.leveret.broker.admin;

import io.leveret.broker.arguments.QueueArgumentCheck;
import io.leveret.broker.connection.ConnectionDescription;
import io.leveret.broker.connection.OpenConnections;
import io.leveret.broker.policies.EffectivePolicy;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.vhost.Actor;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.QueueDeletion;
import io.leveret.broker.vhost.QueueFigures;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.QueuesAdmin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The queues of the node. */
final class LiveQueues implements QueuesAdmin {
    private final VirtualHosts vhosts;
    private final OpenConnections open;
    private final BrokerShard asking;
    private final ObjectIds ids;

    /** @param asking the shard that questions come from */
    LiveQueues(VirtualHosts vhosts, OpenConnections open, BrokerShard asking, ObjectIds ids) {
        this.vhosts = vhosts;
        this.open = open;
        this.asking = asking;
        this.ids = ids;
    }

    private VirtualHost vhost(String name) throws AdminException {
        VirtualHost vhost = vhosts.get(name);
        if (vhost == null) {
            throw new AdminException(Kind.NO_SUCH_VHOST, name);
        }
        return vhost;
    }

    private BrokerQueue queue(String vhost, String name) throws AdminException {
        BrokerQueue queue = vhost(vhost).queue(name);
        if (queue == null) {
            throw new AdminException(Kind.NOT_FOUND, name);
        }
        return queue;
    }

    @Override
    public List<QueueDetails> list(String vhost) throws AdminException {
        List<BrokerQueue> queues = vhost(vhost).queues().stream()
                .sorted(Comparator.comparing(BrokerQueue::name))
                .toList();
        return ShardQuestions.ask(
                queues,
                (queue, answer) ->
                        asking.execute(() -> queue.examine(asking, figures -> answer.accept(details(queue, figures)))));
    }

    private QueueDetails details(BrokerQueue queue, QueueFigures figures) {
        EffectivePolicy policy = queue.policy();
        return new QueueDetails(
                queue.vhost().name(),
                queue.name(),
                queue.durable(),
                queue.definition().autoDelete(),
                queue.exclusiveOwner() != null,
                new PolicyDetails(policy.name(), policy.operatorName(), policy.definition()),
                QueueArgumentCheck.withType(
                        queue.definition().arguments(), queue.arguments().type()),
                ids.queue(queue.streamId()),
                ids.owner(open, queue),
                figures.readyMessages(),
                figures.unackedMessages(),
                figures.readyBytes(),
                figures.unackedBytes(),
                figures.consumers(),
                queue.isDamaged());
    }

    @Override
    public List<ConsumerDetails> consumers(String vhost) throws AdminException {
        vhost(vhost);
        List<List<ConsumerDetails>> byConnection = ShardQuestions.ask(
                open.all(),
                (each, answer) -> each.shard()
                        .execute(() ->
                                answer.accept(ConnectionDescription.consumers(each.connection(), ids.channels(each)))));
        List<ConsumerDetails> all = new ArrayList<>();
        byConnection.forEach(all::addAll);
        all.removeIf(consumer -> !consumer.vhost().equals(vhost));
        all.sort(Comparator.comparing(ConsumerDetails::queue).thenComparing(ConsumerDetails::tag));
        return all;
    }

    @Override
    public long delete(String vhost, String name, boolean ifUnused, boolean ifEmpty) throws AdminException {
        BrokerQueue queue = queue(vhost, name);
        QueueDeletion deletion = new QueueDeletion(ifUnused, ifEmpty, Actor.BROKER);
        QueueDeletion.Outcome outcome = ShardQuestions.<BrokerQueue, QueueDeletion.Outcome>ask(
                        List.of(queue),
                        (each, answer) -> asking.execute(() -> each.delete(asking, deletion, answer::accept)))
                .get(0);
        return switch (outcome.result()) {
            case DELETED -> outcome.messages();
            case ABSENT -> throw new AdminException(Kind.NOT_FOUND, name);
            case IN_USE -> throw new AdminException(Kind.INVALID, queue.description() + " in use");
            case NOT_EMPTY -> throw new AdminException(Kind.INVALID, queue.description() + " not empty");
        };
    }

    @Override
    public long purge(String vhost, String name) throws AdminException {
        BrokerQueue queue = queue(vhost, name);
        return ShardQuestions.<BrokerQueue, Long>ask(
                        List.of(queue), (each, answer) -> asking.execute(() -> each.purge(asking, answer::accept)))
                .get(0);
    }
}
