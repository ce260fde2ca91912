package io.leveret.broker.admin;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.exchange.Exchange;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.MessagesAdmin.Source;
import io.leveret.queue.QueueLook;
import io.leveret.queue.QueueView;
import java.util.List;
import java.util.function.Consumer;

/** Queues that hold messages, be they clients' or of exchanges, and what is asked of them. */
final class Sources {
    private final VirtualHosts vhosts;
    private final BrokerShard asking;

    /** @param asking the shard that questions come from */
    Sources(VirtualHosts vhosts, BrokerShard asking) {
        this.vhosts = vhosts;
        this.asking = asking;
    }

    BrokerShard asking() {
        return asking;
    }

    VirtualHost vhost(String name) throws AdminException {
        VirtualHost vhost = vhosts.get(name);
        if (vhost == null) {
            throw new AdminException(Kind.NO_SUCH_VHOST, name);
        }
        return vhost;
    }

    BrokerQueue queue(Source source) throws AdminException {
        VirtualHost vhost = vhost(source.vhost());
        BrokerQueue queue = null;
        if (source.delayed()) {
            Exchange exchange = vhost.exchange(source.name());
            queue = exchange == null ? null : (BrokerQueue) exchange.store();
        } else {
            queue = vhost.queue(source.name());
        }
        if (queue == null) {
            throw new AdminException(Kind.NOT_FOUND, source.name());
        }
        return queue;
    }

    /**
     * The same to take messages out.
     *
     * @throws AdminException {@code INVALID} if it is a connection's own: nobody else may consume from it
     */
    BrokerQueue openQueue(Source source) throws AdminException {
        BrokerQueue queue = queue(source);
        if (queue.exclusiveOwner() != null) {
            throw new AdminException(Kind.INVALID, queue.locked().getMessage());
        }
        return queue;
    }

    /** One look; a turn of the queue's shard has no more to do than that. */
    QueueView look(BrokerQueue queue, QueueLook look) throws AdminException {
        return this.<QueueView>ask(queue, (each, answer) -> each.look(asking, look, answer));
    }

    <A> A ask(BrokerQueue queue, ShardQuestions.Question<A, BrokerQueue> question) throws AdminException {
        return ShardQuestions.ask(
                        List.of(queue),
                        (BrokerQueue each, Consumer<A> answer) -> asking.execute(() -> question.ask(each, answer)))
                .get(0);
    }
}
