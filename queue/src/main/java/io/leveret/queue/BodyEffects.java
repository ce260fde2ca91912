package io.leveret.queue;

import java.nio.ByteBuffer;

/**
 * What the queue machine asks of the world about bodies and pages that are not, or not only, in memory. Called on the
 * queue's shard, within a command.
 */
public interface BodyEffects {
    /**
     * A message that need not survive a restart is to leave memory: its body must be written to the log, to be
     * forgotten at a restart. Before this returns {@code message} is given its id, with one holder, and belongs to no
     * other queue; if it is not, it stays in memory, and will be asked for again.
     */
    void spill(long id, Message message);

    /**
     * The queue lets go of a message whose body is in the log, or on its way there: it left the queue. Once for each
     * message that has a body id and is lasting in this queue, or was spilled by it, be it by this or by one of the
     * methods below.
     */
    void letGo(Message message);

    /** The same of a message that was not taken: it was never said to be enqueued. */
    default void letGoUntaken(Message message) {
        letGo(message);
    }

    /** The same of a message whose body was out of memory, or moved in the log. */
    void letGo(long place, int holders, int bodySize);

    /**
     * The same of many at once, a page of which nothing else is in memory.
     *
     * @param generation of the place of each body
     * @param entries how many they are
     * @param weight the sum of {@code (bodySize + 64) / holders} over them
     */
    void letGoAll(long generation, int entries, long weight);

    /**
     * Asks for bodies, in the order in which they are due. Each is answered by {@code bodyLoaded} or
     * {@code bodyUnreadable}, and all together by one {@code bodiesLoaded} after them; requests are answered in the
     * order in which they were made. The arrays belong to the callee.
     */
    void loadBodies(long[] ids, long[] places, int count);

    /**
     * Keeps the index of a page that goes out of memory. Not durable: nothing of it is needed after a restart.
     *
     * @param index from its position to its limit; the machine's again when this returns
     * @return a handle, never used twice; negative if there is no room: the page stays in memory
     */
    long storePage(ByteBuffer index);

    /** Asks for a page, answered by {@code pageLoaded} or {@code pageUnreadable}. */
    void loadPage(long handle);

    /** A page that was stored is not needed any more; if it was asked for, the answer may be left out. */
    void forgetPage(long handle);

    /** The body of a message cannot be read: it stays where it is, counted, and is not delivered. */
    void unreadable(long id);

    /** The same of all messages of a page: {@code count} from {@code firstId} to {@code lastId}. */
    void unreadable(long firstId, long lastId, int count);
}
