package io.leveret.broker.admin;

import io.leveret.broker.arguments.QueueArgumentCheck;
import io.leveret.broker.connection.ClientFigures;
import io.leveret.broker.connection.ConnectionDescription;
import io.leveret.broker.connection.OpenConnections;
import io.leveret.broker.connection.OpenConnections.Open;
import io.leveret.broker.policies.EffectivePolicy;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.vhost.Actor;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.QueueAges;
import io.leveret.broker.vhost.QueueConsumers;
import io.leveret.broker.vhost.QueueDeletion;
import io.leveret.broker.vhost.ShardConsumer;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.QueuesAdmin;
import io.leveret.queue.QueueGauges;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

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
        return vhost(vhost).queues().stream()
                .sorted(Comparator.comparing(BrokerQueue::name))
                .map(this::details)
                .toList();
    }

    @Override
    public Optional<QueueDetails> find(String vhost, String name) {
        VirtualHost found = vhosts.get(vhost);
        return Optional.ofNullable(found == null ? null : found.queue(name)).map(this::details);
    }

    private QueueDetails details(BrokerQueue queue) {
        QueueGauges gauges = queue.gauges();
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
                ids.owner(queue),
                gauges.readyCount(),
                gauges.unackedCount(),
                gauges.readyBytes(),
                Math.max(0, gauges.unackedBytes()),
                gauges.consumerCount(),
                queue.isDamaged());
    }

    @Override
    public List<ConsumerDetails> consumers(String vhost) throws AdminException {
        VirtualHost wanted = vhost(vhost);
        List<Open> consuming = open.all().stream()
                .filter(each -> ClientFigures.mayConsume(each.connection(), wanted))
                .toList();
        return consumers(consuming, queue -> queue.vhost() == wanted);
    }

    @Override
    public List<ConsumerDetails> consumers(String vhost, String queue) throws AdminException {
        BrokerQueue wanted = vhost(vhost).queue(queue);
        return wanted == null ? List.of() : consumers(consumingFrom(wanted), each -> each == wanted);
    }

    /** The connections that the queue's shard knows to consume from it. */
    private List<Open> consumingFrom(BrokerQueue wanted) throws AdminException {
        List<ShardConsumer> consumers = ShardQuestions.<BrokerQueue, List<ShardConsumer>>ask(
                        List.of(wanted),
                        (queue, answer) -> asking.execute(() -> QueueConsumers.ask(queue, asking, answer::accept)))
                .get(0);
        return consumers.stream()
                .map(ConnectionDescription::of)
                .distinct()
                .map(open::find)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public List<ConsumerDetails> consumersOf(String connectionName) throws AdminException {
        List<Open> named = open.named(connectionName).map(List::of).orElse(List.of());
        return consumers(named, queue -> true);
    }

    private List<ConsumerDetails> consumers(List<Open> connections, Predicate<BrokerQueue> wanted)
            throws AdminException {
        List<ConsumerDetails> all = new ArrayList<>();
        ShardQuestions.askEach(
                        connections,
                        each -> ConnectionDescription.consumers(each.connection(), ids.channels(each), wanted))
                .forEach(all::addAll);
        all.sort(Comparator.comparing(ConsumerDetails::queue).thenComparing(ConsumerDetails::tag));
        return all;
    }

    @Override
    public Map<QueueName, HeldTimes> heldTimes(Collection<QueueName> names) throws AdminException {
        Map<QueueName, HeldTimes> held = new HashMap<>();
        List<QueueName> asked = new ArrayList<>();
        List<BrokerQueue> queues = new ArrayList<>();
        for (QueueName name : names) {
            VirtualHost vhost = vhosts.get(name.vhost());
            BrokerQueue queue = vhost == null ? null : vhost.queue(name.name());
            if (queue != null && queue.gauges().unackedCount() != 0) {
                asked.add(name);
                queues.add(queue);
            } else if (queue != null) {
                held.put(name, new HeldTimes(0, Map.of()));
            }
        }
        List<Optional<io.leveret.queue.HeldTimes>> answers = ShardQuestions.ask(
                queues,
                (queue, answer) -> asking.execute(
                        () -> QueueAges.ask(queue, asking, each -> answer.accept(Optional.ofNullable(each)))));
        for (int i = 0; i < answers.size(); i++) {
            QueueName name = asked.get(i);
            answers.get(i)
                    .ifPresent(each -> held.put(name, new HeldTimes(each.oldestMs(), Map.copyOf(each.byConsumer()))));
        }
        return held;
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
