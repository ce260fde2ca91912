package io.leveret.queue;

import java.util.Arrays;

/**
 * The one way out for messages that nobody settled.
 *
 * <p>If nobody wants them they are gone at once. If somebody does they are <i>leaving</i> until the world says that
 * what they became is safe: they keep their place and their body, neither ready nor in flight. One whose body is not in
 * memory is read first. A mass of them (a million that expire at once) is not given to the world in one go: whoever can
 * wait asks {@link #mayGoOn}, and goes on with a later command.
 */
final class Departures {
    /** So many leave within one command, and so many may be leaving, of those that can wait. */
    static final int MOST_MESSAGES = 4096;

    /** While the bodies of those that are leaving have so many bytes, the others that can wait do so. */
    static final long MOST_BYTES = 16L << 20;

    private static final RemovalReason[] REASONS = RemovalReason.values();

    /** In place of a reason: somebody has it in hand, and it stays or is settled. */
    private static final int WITHDRAWN = REASONS.length;

    private final ReadyList list;
    private final FactSink facts;
    private final QueueEffects effects;
    private final Delivery delivery;
    private final int most;
    private boolean wanted;

    /** The ordinal of the reason of each that is leaving; null while none is. */
    private IdIndex leaving;

    private long bytes;

    /** Within the command that runs. */
    private int departed;

    /** Somebody was told to go on with another command. */
    private boolean unfinished;

    Departures(ReadyList list, FactSink facts, QueueEffects effects, Delivery delivery, int most) {
        this.list = list;
        this.facts = facts;
        this.effects = effects;
        this.delivery = delivery;
        this.most = most;
    }

    /** Whether anybody wants what leaves from now on. */
    void wanted(boolean byAnybody) {
        wanted = byAnybody;
    }

    /** A message leaves that is present, ready or not, and does not do so already. */
    void depart(Page page, int index, RemovalReason reason) {
        long id = page.idAt(index);
        departed++;
        if (!wanted) {
            facts.removed(id, reason);
            return;
        }
        if (page.ready(index)) {
            list.take(page, index);
        }
        add(page, index, reason.ordinal());
        Message message = page.messageAt(index);
        if (message != null) {
            effects.deadLetter(id, message, reason);
        } else if (!page.bodies().loading(index)) {
            delivery.readAhead().askFor(page, index);
            page.recount();
        }
    }

    /**
     * Takes a ready message in hand: it is leaving until {@link #left} or {@link #stays} is called for it, and nobody
     * is told.
     */
    void withdraw(Page page, int index) {
        list.take(page, index);
        add(page, index, WITHDRAWN);
    }

    /** One that was withdrawn is ready again, in its place, as if nothing had been. */
    void stays(long id) {
        if (leaving != null && leaving.find(id) == WITHDRAWN) {
            Page page = list.find(id);
            int index = page.indexOf(id);
            forget(id, page.sizeAt(index));
            list.putBack(page, index);
        }
    }

    private void add(Page page, int index, int reason) {
        if (leaving == null) {
            leaving = new IdIndex();
        }
        leaving.add(page.idAt(index), reason);
        bytes += page.sizeAt(index);
    }

    /** A body came. Returns whether it is of a message that is leaving, so that it need not be kept. */
    boolean loaded(Page page, int index, Message message) {
        long id = page.idAt(index);
        RemovalReason reason = reasonOf(id);
        if (reason == null) {
            return false;
        }
        page.bodies().loaded(index);
        if (wanted) {
            effects.deadLetter(id, message, reason);
        } else {
            left(id);
        }
        return true;
    }

    /**
     * A body is lost. The message, if it is leaving, stays, in its place; but of one that was withdrawn somebody has
     * the body.
     *
     * @return whether it is to be damaged
     */
    boolean lost(Page page, int index) {
        long id = page.idAt(index);
        int reason = leaving == null ? IdIndex.NONE : leaving.find(id);
        if (reason == WITHDRAWN) {
            page.bodies().loaded(index);
            return false;
        }
        if (reason != IdIndex.NONE) {
            forget(id, page.sizeAt(index));
            list.putBack(page, index);
        }
        return true;
    }

    /** What a message became is safe, or was given up. Nothing happens if it is not leaving. */
    void left(long id) {
        int reason = leaving == null ? IdIndex.NONE : leaving.find(id);
        if (reason == IdIndex.NONE) {
            return;
        }
        Page page = list.find(id);
        forget(id, page.sizeAt(page.indexOf(id)));
        if (reason == WITHDRAWN) {
            facts.settled(id);
        } else {
            facts.removed(id, REASONS[reason]);
        }
    }

    /** Whether one more may leave within this command, of those that need not do so at once. */
    boolean mayGoOn() {
        if (leaving != null && (leaving.size() >= most || bytes >= MOST_BYTES)) {
            return false;
        }
        unfinished |= departed >= most;
        return !unfinished;
    }

    /** A command ends. Returns whether it left something to be done that need not wait for an answer. */
    boolean endOfCommand() {
        boolean wasUnfinished = unfinished;
        departed = 0;
        unfinished = false;
        delivery.sendRequests();
        return wasUnfinished;
    }

    int count() {
        return leaving == null ? 0 : leaving.size();
    }

    /** Of the bodies of those that are leaving. */
    long bytes() {
        return bytes;
    }

    /** The given ids, and those that are leaving, ascending. */
    long[] with(long[] ids) {
        if (leaving == null) {
            return ids;
        }
        long[] more = leaving.ids();
        long[] all = Arrays.copyOf(ids, ids.length + more.length);
        System.arraycopy(more, 0, all, ids.length, more.length);
        Arrays.sort(all);
        return all;
    }

    void clear() {
        leaving = null;
        bytes = 0;
    }

    private RemovalReason reasonOf(long id) {
        int ordinal = leaving == null ? IdIndex.NONE : leaving.find(id);
        return ordinal == IdIndex.NONE || ordinal == WITHDRAWN ? null : REASONS[ordinal];
    }

    private void forget(long id, int size) {
        leaving.remove(id);
        bytes -= size;
        if (leaving.size() == 0) {
            leaving = null;
        }
    }
}
