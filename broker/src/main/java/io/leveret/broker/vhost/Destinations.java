package io.leveret.broker.vhost;

import io.leveret.exchange.Route;
import io.leveret.queue.Message;

/** Where one message goes. Immutable, shared by all messages of a cached route. */
public final class Destinations {
    private final BrokerQueue[] queues;
    private final RecentHistory[] histories;

    private Destinations(BrokerQueue[] queues, RecentHistory[] histories) {
        this.queues = queues;
        this.histories = histories;
    }

    /** What routing found; under the topology's lock. */
    static Destinations of(Route route, RecentHistories kept) {
        BrokerQueue[] queues = new BrokerQueue[route.size()];
        for (int i = 0; i < queues.length; i++) {
            queues[i] = (BrokerQueue) route.get(i);
        }
        return new Destinations(queues, historiesOf(route, kept));
    }

    /** One queue, or none for null. */
    static Destinations of(BrokerQueue queue) {
        return new Destinations(queue == null ? new BrokerQueue[0] : new BrokerQueue[] {queue}, null);
    }

    private static RecentHistory[] historiesOf(Route route, RecentHistories kept) {
        int count = 0;
        for (int i = 0; i < route.exchangeCount(); i++) {
            count += route.exchangeAt(i).historyLength() > 0 ? 1 : 0;
        }
        if (count == 0) {
            return null;
        }
        RecentHistory[] histories = new RecentHistory[count];
        for (int i = 0; i < route.exchangeCount(); i++) {
            if (route.exchangeAt(i).historyLength() > 0) {
                histories[--count] = kept.of(route.exchangeAt(i));
            }
        }
        return histories;
    }

    /** The queues, each once. Not to be changed. */
    public BrokerQueue[] queues() {
        return queues;
    }

    /** The message is on its way: exchanges that it passed may want to keep it. Nearly always there are none. */
    public void passed(Message message) {
        if (histories != null) {
            for (RecentHistory history : histories) {
                history.keep(message);
            }
        }
    }
}
