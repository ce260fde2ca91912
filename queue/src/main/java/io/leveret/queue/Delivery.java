package io.leveret.queue;

/**
 * Gives out the head of a queue: to who asks for it, or to the consumer whose turn it is.
 *
 * <p>It stops at a head that is not in memory, or not below the delivery ceiling yet, and is entered again when that
 * has changed; who asked for it meanwhile waits.
 */
final class Delivery {
    private static final int NOT_YET = -1;

    private final QueueContents contents;
    private final ReadyList list;
    private final AppliedFacts facts;
    private final Consumers consumers;
    private final Unacked unacked;
    private final QueueEffects effects;
    private final int windowMessages;

    /** Null until a lasting message is delivered. */
    private DeliveryCeiling ceiling;

    /** Null until a page is asked for. */
    private ColdPages coldPages;

    /** Null until a body is. */
    private ReadAhead readAhead;

    /** Null until memory is first short. */
    private PageOut pageOut;

    /** Null until the log first asks. */
    private Relocation relocation;

    /** Null until somebody looks. */
    private Browsing browsing;

    private final WaitingGets gets = new WaitingGets();

    /** The time of the command that runs. */
    private long nowMs;

    /** The message that is being enqueued, or 0: it may go even if it has no time at all. */
    private long arrivingId;

    Delivery(
            QueueContents contents,
            AppliedFacts facts,
            Consumers consumers,
            Unacked unacked,
            QueueEffects effects,
            int windowMessages) {
        this.contents = contents;
        this.list = contents.list();
        this.facts = facts;
        this.consumers = consumers;
        this.unacked = unacked;
        this.effects = effects;
        this.windowMessages = windowMessages;
    }

    /** A ceiling that contents had before this delivered anything is on disk anyway. */
    void ceilingDurable(long upToId) {
        if (ceiling != null) {
            ceiling.durable(upToId);
        }
    }

    private DeliveryCeiling ceiling() {
        if (ceiling == null) {
            ceiling = new DeliveryCeiling(contents, facts);
        }
        return ceiling;
    }

    ColdPages coldPages() {
        if (coldPages == null) {
            coldPages = new ColdPages(list, effects);
        }
        return coldPages;
    }

    ReadAhead readAhead() {
        if (readAhead == null) {
            readAhead = new ReadAhead(list, this, effects, windowMessages, ReadAhead.FIRST_BYTES);
        }
        return readAhead;
    }

    /** Bodies that were asked for one by one are asked for together. */
    void sendRequests() {
        if (readAhead != null) {
            readAhead.send();
        }
    }

    /** Lets bodies and pages leave memory; returns how many bytes became free. */
    long pageOut(long wantedBytes) {
        if (pageOut == null) {
            pageOut = new PageOut(list, effects, readAhead());
        }
        return pageOut.free(wantedBytes, consumed());
    }

    /**
     * Lets the bodies leave memory that are on disk, if nobody waits for them and one read brings them back. Returns
     * whether any may leave later.
     */
    boolean idle() {
        long inMemory = list.inMemoryCount();
        if (inMemory == 0) {
            return false;
        }
        boolean oneRead = inMemory <= windowMessages && list.share().bodyBytes() <= ReadAhead.FIRST_BYTES;
        return consumed() || !oneRead || IdleBodies.evict(list);
    }

    /** What answers when bodies move in the log. */
    Relocation relocation() {
        if (relocation == null) {
            relocation = new Relocation(list, this);
        }
        return relocation;
    }

    /** What shows administrators the queue. */
    Browsing browsing() {
        if (browsing == null) {
            browsing = new Browsing(list, unacked, this);
        }
        return browsing;
    }

    /** A body came, or cannot be read and is null, that somebody may want to see. */
    void bodyCame(long id, Message message) {
        if (browsing != null) {
            browsing.bodyCame(id, message);
        }
    }

    /** Pages came or went, which somebody may have waited for. */
    void pagesChanged() {
        if (relocation != null) {
            relocation.goOn();
        }
        if (browsing != null) {
            browsing.goOn();
        }
    }

    /** A request for bodies was answered. */
    void requestAnswered() {
        readAhead().answered();
        if (relocation != null) {
            relocation.requestAnswered();
        }
        if (browsing != null) {
            browsing.goOn();
        }
    }

    /** A message is about to be enqueued: the ceiling is raised first if it can go at once. */
    void expect(Message message) {
        if (list.lasting(message) && consumers.next() != null) {
            ceiling().raiseAheadOf(contents.lastId() + 1);
        }
    }

    /** Delivers what was just enqueued, or what was due before it. */
    void dispatchArriving(long id, long atMs) {
        arrivingId = id;
        dispatch(atMs);
        arrivingId = 0;
    }

    /** Delivers until nothing is ready, nobody can take it, or the head is not to be had yet. */
    void dispatch(long atMs) {
        nowMs = atMs;
        if (!gets.isEmpty()) {
            serveGets(atMs);
        }
        while (list.readyCount() != 0) {
            Consumer consumer = consumers.next();
            if (consumer == null) {
                return;
            }
            Page page = list.head();
            int index = available(page);
            if (index < 0) {
                return;
            }
            SharedCredit shared = consumer.sharedCredit();
            if (shared != null && !shared.tryTake(consumer)) {
                consumer.credit.turnAway();
                consumers.refresh(consumer);
            } else {
                deliverHeadTo(consumer, page, index);
            }
        }
    }

    /** Answers a {@code get}, now or later. */
    void get(Recipient recipient, boolean noAck, long atMs) {
        nowMs = atMs;
        if (!gets.isEmpty() || list.readyCount() != 0 && available(list.head()) < 0) {
            gets.add(recipient, noAck);
        } else {
            answer(recipient, noAck);
        }
    }

    /** A recipient is gone: what it asked for is not answered. */
    void forget(Recipient recipient) {
        gets.forget(recipient);
    }

    /** Those who wait are answered, as far as that is possible now. */
    void serveGets(long atMs) {
        nowMs = atMs;
        while (!gets.isEmpty() && (list.readyCount() == 0 || available(list.head()) >= 0)) {
            WaitingGets.Get get = gets.poll();
            answer(get.recipient(), get.noAck());
        }
    }

    /** Whether somebody waits for messages, or will take some soon. */
    boolean consumed() {
        return !gets.isEmpty() || consumers.count() != 0;
    }

    /** The first message of the head page if it can go; if not, -1, and sees to it that it soon can. */
    private int available(Page page) {
        if (page.cold() != null) {
            readAhead().ranDry(page);
            raiseMeanwhile(page.firstId());
            return NOT_YET;
        }
        int index = page.firstReady();
        if (page.messageAt(index) == null) {
            readAhead().ranDry(page);
            raiseMeanwhile(page.idAt(index));
            return NOT_YET;
        }
        if (list.anyExpires() && page.expired(index, nowMs) && page.idAt(index) != arrivingId) {
            return NOT_YET;
        }
        return !list.lasting(page, index) || ceiling().allows(page.idAt(index)) ? index : NOT_YET;
    }

    /** While something is read the ceiling can be written. What is on disk is lasting, or nearly always. */
    private void raiseMeanwhile(long id) {
        if (list.durable()) {
            ceiling().raiseAheadOf(id);
        }
    }

    private void answer(Recipient recipient, boolean noAck) {
        Page page = list.head();
        if (page == null) {
            effects.gotNothing(recipient);
            return;
        }
        int index = page.firstReady();
        long id = page.idAt(index);
        Message message = page.messageAt(index);
        boolean redelivered = page.redelivered(index);
        take(page, index, message);
        if (!noAck) {
            unacked.add(id, unacked.holderOf(recipient), null, nowMs);
        }
        effects.got(recipient, id, message, redelivered, page.returnCount(index), list.readyCount());
        if (noAck) {
            facts.settled(id);
        }
    }

    private void deliverHeadTo(Consumer consumer, Page page, int index) {
        long id = page.idAt(index);
        Message message = page.messageAt(index);
        boolean redelivered = page.redelivered(index);
        take(page, index, message);
        if (!consumer.noAck()) {
            unacked.add(id, consumer.holder, consumer, nowMs);
            consumer.credit.spend();
        }
        if (!effects.deliver(consumer, id, message, redelivered, page.returnCount(index))) {
            consumer.credit.turnAway();
        }
        consumers.served(consumer);
        if (consumer.noAck()) {
            facts.settled(id);
        }
    }

    private void take(Page page, int index, Message message) {
        list.take(page, index);
        if (list.outCount() != 0) {
            readAhead().went(message.bodySize());
        }
    }
}
