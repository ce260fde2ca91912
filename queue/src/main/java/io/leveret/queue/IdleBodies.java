package io.leveret.queue;

/**
 * Takes the bodies of an idle queue out of memory that the disk has anyway. Nothing is written for it: what nobody
 * logged stays, and so does what waits to be written, until the next time.
 *
 * <p>It holds nothing, unlike {@link PageOut}: it is there for the many queues with a few messages, whose heap it would
 * add to.
 */
final class IdleBodies {
    private IdleBodies() {}

    /** Returns whether bodies are left that will be on disk. */
    static boolean evict(ReadyList list) {
        boolean left = false;
        for (int priority = 0; priority < list.laneCount(); priority++) {
            Lane lane = list.lane(priority);
            int position = lane == null ? -1 : lane.warmBefore(lane.end());
            while (position >= 0) {
                Page page = lane.pageAt(position);
                left |= page.bodies().inMemory() != 0 && evict(list, page);
                position = lane.warmBefore(position);
            }
        }
        return left;
    }

    private static boolean evict(ReadyList list, Page page) {
        boolean left = false;
        for (int index = page.used() - 1; index >= 0; index--) {
            Message message = page.messageAt(index);
            if (message != null && list.logged(page, index) && list.evictWritten(page, index, message) == 0) {
                left = true;
            }
        }
        if (page.bodies().trim()) {
            page.recount();
        }
        return left;
    }
}
