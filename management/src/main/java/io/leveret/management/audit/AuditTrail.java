package io.leveret.management.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The last administrative actions, in memory; all of them are in the log. When there are too many, whoever did most
 * loses the oldest: what is done by a program a thousand times does not drive out what people did. Any thread.
 */
public final class AuditTrail {
    /** So many are remembered. */
    public static final int MOST = 1_000;

    /** What a client chose is kept no longer than so. */
    private static final int MOST_CHARACTERS = 500;

    private static final AuditTrail OF_PROCESS = new AuditTrail();

    /**
     * One action.
     *
     * @param from address and port, or {@code control-channel}
     * @param action the request or command as the log shows it
     * @param result the status of an answer, or the exit code of a command
     * @param done whether it succeeded
     */
    public record Entry(long atMs, String user, String from, String action, int result, boolean done) {}

    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Map<String, Integer> countByUser = new HashMap<>();

    /** That of the process, as the log is. */
    public static AuditTrail ofProcess() {
        return OF_PROCESS;
    }

    synchronized void add(Entry entry) {
        String user = cut(entry.user);
        entries.addLast(new Entry(entry.atMs, user, entry.from, cut(entry.action), entry.result, entry.done));
        countByUser.merge(user, 1, Integer::sum);
        if (entries.size() > MOST) {
            forgetOne();
        }
    }

    private void forgetOne() {
        int most = Collections.max(countByUser.values());
        Iterator<Entry> oldest = entries.iterator();
        Entry entry = oldest.next();
        while (countByUser.get(entry.user) != most) {
            entry = oldest.next();
        }
        oldest.remove();
        countByUser.computeIfPresent(entry.user, (user, count) -> count == 1 ? null : count - 1);
    }

    private static String cut(String text) {
        return text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "..." : text;
    }

    /** The last ones, the newest first. */
    public synchronized List<Entry> newest() {
        List<Entry> newest = new ArrayList<>(entries.size());
        for (Iterator<Entry> each = entries.descendingIterator(); each.hasNext(); ) {
            newest.add(each.next());
        }
        return newest;
    }
}
