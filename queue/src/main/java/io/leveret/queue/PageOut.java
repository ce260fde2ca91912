package io.leveret.queue;

/**
 * Takes out of memory what a queue needs last: bodies from the tail backwards, and whole pages.
 *
 * <p>A body can go when its place in the log is known. One that nobody logged is sent there first, and goes with a
 * later call. The window that is read ahead is spared as long as somebody consumes; if nothing else is left it is
 * narrowed. Messages in flight go after all that is ready behind them, since they are about to leave anyway; if they
 * come back they are read again. A page with messages in flight stays warm, so that settling never waits for the disk.
 */
final class PageOut {
    private final ReadyList list;
    private final BodyEffects effects;
    private final ReadAhead readAhead;

    private long freed;
    private long onTheWay;
    private boolean spillRefused;
    private long wanted;

    /** The last message of the window; null and -1 if nothing is spared. */
    private Page windowEndPage;

    private int windowEndIndex;

    PageOut(ReadyList list, BodyEffects effects, ReadAhead readAhead) {
        this.list = list;
        this.effects = effects;
        this.readAhead = readAhead;
    }

    /** @param spareWindow whether somebody consumes */
    long free(long wantedBytes, boolean spareWindow) {
        wanted = wantedBytes;
        freed = 0;
        onTheWay = 0;
        spillRefused = false;
        do {
            findWindowEnd(spareWindow);
            walk();
        } while (freed == 0 && onTheWay == 0 && spareWindow && readAhead.narrow());
        windowEndPage = null;
        return freed;
    }

    private void findWindowEnd(boolean spareWindow) {
        windowEndPage = null;
        windowEndIndex = -1;
        if (!spareWindow) {
            return;
        }
        int messages = 0;
        long bytes = 0;
        for (Page page = list.head(); page != null; page = list.readyAfter(page)) {
            windowEndPage = page;
            if (page.cold() != null) {
                messages += page.readyCount();
                bytes += page.readyBytes();
                windowEndIndex = Integer.MAX_VALUE - 1;
            } else {
                for (int index = page.firstReady(); index >= 0; index = page.readyAfter(index)) {
                    messages++;
                    bytes += page.sizeAt(index);
                    windowEndIndex = index;
                    if (messages >= readAhead.windowMessages() || bytes >= readAhead.windowBytes()) {
                        return;
                    }
                }
            }
            if (messages >= readAhead.windowMessages() || bytes >= readAhead.windowBytes()) {
                return;
            }
        }
    }

    /** Backwards through all that is warm, from what is needed last. */
    private void walk() {
        boolean inWindow = false;
        for (int priority = 0; priority < list.laneCount(); priority++) {
            Lane lane = list.lane(priority);
            int position = lane == null ? -1 : lane.warmBefore(lane.end());
            boolean windowEndsHere = windowEndPage != null && windowEndPage.lane == lane;
            while (position >= 0 && freed + onTheWay < wanted) {
                boolean before = inWindow || windowEndsHere && position < windowEndPage.position;
                Page page = lane.pageAt(position);
                int from = before ? Integer.MAX_VALUE : page == windowEndPage ? windowEndIndex + 1 : 0;
                clear(page, from);
                position = lane.warmBefore(position);
            }
            inWindow |= windowEndsHere;
        }
    }

    /** All bodies from an index on leave, and those in flight; then the page if nothing of it is needed soon. */
    private void clear(Page page, int from) {
        if (page.bodies().inMemory() != 0) {
            for (int index = page.used() - 1; index >= 0 && freed + onTheWay < wanted; index--) {
                Message message = page.messageAt(index);
                if (message != null && (index >= from || !page.ready(index))) {
                    clear(page, index, message);
                }
            }
            if (page.bodies().trim()) {
                page.recount();
            }
        }
        if (from == 0 && page.mayGoCold()) {
            long before = page.indexBytes();
            if (list.cool(page, effects::storePage)) {
                freed += before - page.indexBytes();
            }
        }
    }

    private void clear(Page page, int index, Message message) {
        if (!list.logged(page, index)) {
            spill(page, index, message);
            return;
        }
        long bytes = list.evictWritten(page, index, message);
        freed += bytes;
        if (bytes == 0 && message.bodyId() != 0) {
            onTheWay += MemoryShare.bytesOf(message);
        }
    }

    private void spill(Page page, int index, Message message) {
        if (spillRefused) {
            return;
        }
        Message copy = message.unlogged();
        effects.spill(page.idAt(index), copy);
        if (copy.bodyId() == 0) {
            spillRefused = true;
            return;
        }
        page.bodies().spilledAs(index, copy);
        page.recount();
        onTheWay += MemoryShare.bytesOf(copy);
    }
}
