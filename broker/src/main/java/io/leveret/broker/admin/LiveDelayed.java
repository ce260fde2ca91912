package io.leveret.broker.admin;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.exchange.Exchange;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.DelayedAdmin;
import io.leveret.queue.QueueLook;
import io.leveret.queue.QueuePosition;
import io.leveret.queue.QueueView;
import java.util.List;

/** What the exchanges of the node hold back: what is in their stores. */
final class LiveDelayed implements DelayedAdmin {
    private final VirtualHosts vhosts;
    private final BrokerShard asking;

    /** @param asking the shard that questions come from */
    LiveDelayed(VirtualHosts vhosts, BrokerShard asking) {
        this.vhosts = vhosts;
        this.asking = asking;
    }

    private BrokerQueue store(String vhostName, String exchangeName) throws AdminException {
        VirtualHost vhost = vhosts.get(vhostName);
        if (vhost == null) {
            throw new AdminException(Kind.NO_SUCH_VHOST, vhostName);
        }
        Exchange exchange = vhost.exchange(exchangeName);
        if (exchange == null || exchange.store() == null) {
            throw new AdminException(Kind.NOT_FOUND, exchangeName);
        }
        return (BrokerQueue) exchange.store();
    }

    private <A> A ask(BrokerQueue store, ShardQuestions.Question<A, BrokerQueue> question) throws AdminException {
        return ShardQuestions.ask(
                        List.of(store),
                        (BrokerQueue each, java.util.function.Consumer<A> answer) ->
                                asking.execute(() -> question.ask(each, answer)))
                .get(0);
    }

    @Override
    public long count(String vhost, String exchange) throws AdminException {
        return store(vhost, exchange).gauges().readyCount();
    }

    @Override
    public DelayedPage list(String vhost, String exchange, long fromId, int most) throws AdminException {
        QueueLook look = new QueueLook(new QueuePosition(0, fromId), most, 0);
        QueueView view =
                this.<QueueView>ask(store(vhost, exchange), (store, answer) -> store.look(asking, look, answer));
        return new DelayedPage(
                view.entries().stream()
                        .filter(entry -> entry.state() == QueueView.State.READY)
                        .map(entry -> new DelayedMessage(entry.id(), entry.expiresAtMs(), entry.sizeBytes()))
                        .toList(),
                view.next() == null ? 0 : view.next().id());
    }

    @Override
    public boolean cancel(String vhost, String exchange, long id) throws AdminException {
        return this.<Boolean>ask(store(vhost, exchange), (store, answer) -> store.drop(asking, id, answer));
    }
}
