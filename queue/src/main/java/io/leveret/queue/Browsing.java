package io.leveret.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Shows administrators what waits in a queue, a little at a time, and takes single messages out. Pages that are cold
 * are read for that and go cold again as all others do; bodies are not. The way to warm pages is that of
 * {@link Relocation}.
 */
final class Browsing {
    /** One look goes no further than this, in pages and in ids, however little it has found. */
    private static final int MOST_PAGES = 16;

    private static final int MOST_IDS = 1 << 16;

    private final ReadyList list;
    private final FactSink facts;
    private final Relocation relocation;

    Browsing(ReadyList list, FactSink facts, Relocation relocation) {
        this.list = list;
        this.facts = facts;
        this.relocation = relocation;
    }

    /** Lists messages from an id on. */
    void list(long fromId, int most, Consumer<QueueListing> answer) {
        long[] ids = new long[0];
        int expected = 0;
        long next = fromId;
        Page page = list.pageFrom(next);
        for (int pages = 0; page != null && pages < MOST_PAGES && expected < most && ids.length < MOST_IDS; pages++) {
            long first = Math.max(next, page.firstId());
            long last = Math.min(page.lastId(), first + MOST_IDS - 1);
            int before = ids.length;
            ids = Arrays.copyOf(ids, before + (int) (last - first + 1));
            for (int i = before; i < ids.length; i++) {
                ids[i] = first + i - before;
            }
            expected += page.readyCount();
            next = last + 1;
            page = list.pageFrom(next);
        }
        long[] asked = ids;
        long nextId = page == null ? 0 : next;
        relocation.present(asked, present -> answer.accept(listing(asked, most, nextId)));
    }

    private QueueListing listing(long[] ids, int most, long nextId) {
        List<QueueListing.Entry> entries = new ArrayList<>();
        for (long id : ids) {
            Page page = list.find(id);
            int index = page == null ? -1 : page.indexOf(id);
            if (index < 0 || !page.ready(index)) {
                continue;
            }
            if (entries.size() == most) {
                return new QueueListing(entries, id);
            }
            entries.add(new QueueListing.Entry(id, page.expiresAtMs(index), page.sizeAt(index)));
        }
        return new QueueListing(entries, nextId);
    }

    /** Drops one message that waits; {@code answer} hears whether it did. */
    void drop(long id, Consumer<Boolean> answer) {
        relocation.present(new long[] {id}, present -> {
            Page page = list.find(id);
            boolean waits = page != null && page.ready(page.indexOf(id));
            if (waits) {
                facts.settled(id);
            }
            answer.accept(waits);
        });
    }
}
