package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.QueuesAdmin;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Queues and consumers in the lists of a {@link FakeNode}. */
final class FakeQueues implements QueuesAdmin {
    private final FakeNode node;

    FakeQueues(FakeNode node) {
        this.node = node;
    }

    @Override
    public List<QueueDetails> list(String vhost) throws AdminException {
        if (node.queuesFail != null) {
            throw node.queuesFail;
        }
        return node.queues.stream().filter(each -> each.vhost().equals(vhost)).toList();
    }

    @Override
    public Optional<QueueDetails> find(String vhost, String name) {
        return node.queues.stream()
                .filter(each -> each.vhost().equals(vhost) && each.name().equals(name))
                .findFirst();
    }

    @Override
    public List<ConsumerDetails> consumers(String vhost) throws AdminException {
        if (!node.vhosts.containsKey(vhost)) {
            throw new AdminException(Kind.NO_SUCH_VHOST, vhost);
        }
        return node.consumers.stream()
                .filter(each -> each.vhost().equals(vhost))
                .toList();
    }

    @Override
    public List<ConsumerDetails> consumers(String vhost, String queue) {
        return node.consumers.stream()
                .filter(each -> each.vhost().equals(vhost) && each.queue().equals(queue))
                .toList();
    }

    @Override
    public List<ConsumerDetails> consumersOf(String connectionName) {
        return node.consumers.stream()
                .filter(each -> each.channel().connectionName().equals(connectionName))
                .toList();
    }

    @Override
    public Map<QueueName, HeldTimes> heldTimes(Collection<QueueName> queues) {
        Map<QueueName, HeldTimes> asked = new HashMap<>(node.held);
        asked.keySet().retainAll(queues);
        node.done.add("held times of " + queues.size());
        return asked;
    }

    @Override
    public long delete(String vhost, String name, boolean ifUnused, boolean ifEmpty) throws AdminException {
        QueueDetails queue = there(vhost, name);
        if (ifUnused && queue.consumers() > 0) {
            throw new AdminException(Kind.INVALID, "queue '" + name + "' in vhost '" + vhost + "' in use");
        }
        if (ifEmpty && queue.readyMessages() > 0) {
            throw new AdminException(Kind.INVALID, "queue '" + name + "' in vhost '" + vhost + "' not empty");
        }
        node.queues.remove(queue);
        return queue.readyMessages();
    }

    private QueueDetails there(String vhost, String name) throws AdminException {
        return node.queues.stream()
                .filter(each -> each.vhost().equals(vhost) && each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AdminException(Kind.NOT_FOUND, name));
    }

    @Override
    public long purge(String vhost, String name) throws AdminException {
        node.done.add("purge " + there(vhost, name).name());
        return 3;
    }
}
