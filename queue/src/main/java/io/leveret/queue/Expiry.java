package io.leveret.queue;

/**
 * Lets messages leave when their time is over, wherever they stand and whoever consumes.
 *
 * <p>The problem: RabbitMQ looks at the head alone, so that a message with a short time behind one with a long time
 * outlives it. The choice: pages are ordered by their earliest message, in a page a scan finds it; a cold page whose
 * time has come is read first, few at a time. What is in flight does not expire until it comes back. No message is
 * delivered after its time, even if the alarm is late; but a message that arrives with no time at all is offered to the
 * consumers first, as RabbitMQ does it.
 *
 * <p>What is over at the same look leaves in the order of its times, from whatever pages that are in memory: who holds
 * messages back relies on it.
 *
 * <p>It stalls while dead letters are crowded or pages are read, and is entered again when that has changed.
 */
final class Expiry {
    /** So many cold pages are asked for at once. */
    private static final int PAGES_AT_ONCE = 4;

    private final ReadyList list;
    private final Departures departures;
    private final Delivery delivery;
    private boolean stalled;

    Expiry(ReadyList list, Departures departures, Delivery delivery) {
        this.list = list;
        this.departures = departures;
        this.delivery = delivery;
    }

    /** Lets go what can go now. */
    void expire(long nowMs) {
        stalled = false;
        Page page = list.firstToExpire();
        while (page != null && page.expiries().keyMs <= nowMs) {
            stalled = page.cold() == null ? !expire(page, page.expiries().keyMs) : !askFor(page);
            if (stalled) {
                return;
            }
            page = list.firstToExpire();
        }
    }

    /** When the next message expires, as far as it depends on time alone. */
    long nextMs() {
        Page page = stalled ? null : list.firstToExpire();
        return page == null ? Fact.NEVER : page.expiries().keyMs;
    }

    private boolean askFor(Page page) {
        ColdPages coldPages = delivery.coldPages();
        if (!page.cold().loading() && coldPages.askedCount() >= PAGES_AT_ONCE) {
            return false;
        }
        coldPages.askFor(page);
        list.expiresWhenWarm(page);
        return true;
    }

    /** Lets go all of a page whose time is not after this one: no other page has an earlier one. */
    private boolean expire(Page page, long upToMs) {
        PageExpiries expiries = page.expiries();
        for (int index = expiries.due(0, upToMs); index >= 0; index = expiries.due(index + 1, upToMs)) {
            if (!departures.mayGoOn()) {
                return false;
            }
            departures.depart(page, index, RemovalReason.EXPIRED);
            if (page.gone() || page.used() == 0) {
                return true;
            }
        }
        list.expiredUpTo(page, upToMs);
        return true;
    }
}
