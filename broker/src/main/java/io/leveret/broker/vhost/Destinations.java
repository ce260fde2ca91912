package io.leveret.broker.vhost;

import io.leveret.exchange.Exchange;
import io.leveret.exchange.Route;
import io.leveret.queue.Message;

/** Where one message goes. Immutable, shared by all messages of a cached route. */
public final class Destinations {
    private final BrokerQueue[] queues;
    private final RecentHistory[] histories;
    private final long topologyVersion;

    private Destinations(BrokerQueue[] queues, RecentHistory[] histories, long topologyVersion) {
        this.queues = queues;
        this.histories = histories;
        this.topologyVersion = topologyVersion;
    }

    /** What routing found; under the topology's lock. */
    static Destinations of(Route route, RecentHistories kept, long topologyVersion) {
        BrokerQueue[] queues = new BrokerQueue[route.size()];
        for (int i = 0; i < queues.length; i++) {
            queues[i] = (BrokerQueue) route.get(i);
        }
        return new Destinations(queues, historiesOf(route, kept), topologyVersion);
    }

    /** One queue, or none for null. */
    static Destinations of(BrokerQueue queue) {
        return new Destinations(queue == null ? new BrokerQueue[0] : new BrokerQueue[] {queue}, null, 0);
    }

    private static RecentHistory[] historiesOf(Route route, RecentHistories kept) {
        int count = 0;
        for (int i = 0; i < route.exchangeCount(); i++) {
            count += keeps(route, i) ? 1 : 0;
        }
        if (count == 0) {
            return null;
        }
        RecentHistory[] histories = new RecentHistory[count];
        for (int i = 0; i < route.exchangeCount(); i++) {
            if (keeps(route, i)) {
                histories[--count] = kept.of(route.exchangeAt(i));
            }
        }
        return histories;
    }

    /** Whether an exchange on the way keeps the message; one that holds it back does so when it lets it go. */
    private static boolean keeps(Route route, int index) {
        Exchange exchange = route.exchangeAt(index);
        if (exchange.historyLength() == 0) {
            return false;
        }
        for (int i = 0; exchange.store() != null && i < route.size(); i++) {
            if (route.get(i) == exchange.store()) {
                return false;
            }
        }
        return true;
    }

    /** The queues, each once. Not to be changed. */
    public BrokerQueue[] queues() {
        return queues;
    }

    /** Whether exchanges that the message passes want to keep it. */
    boolean areKept() {
        return histories != null;
    }

    /** The message passes exchanges that keep it. */
    void keep(Message message) {
        for (RecentHistory history : histories) {
            history.keep(message);
        }
    }

    /** The topology that this was found in. */
    long topologyVersion() {
        return topologyVersion;
    }
}
