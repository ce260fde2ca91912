package io.leveret.queue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The pages of a queue that were asked for, and what comes of them. Few at any time. */
final class ColdPages {
    private final ReadyList list;
    private final BodyEffects effects;
    private final List<Page> asked = new ArrayList<>(1);

    ColdPages(ReadyList list, BodyEffects effects) {
        this.list = list;
        this.effects = effects;
    }

    /** Asks for a cold page, if that was not done. */
    void askFor(Page page) {
        if (!page.cold().loading()) {
            page.cold().setLoading(true);
            asked.add(page);
            effects.loadPage(page.cold().handle());
        }
    }

    /** How many are outstanding. */
    int askedCount() {
        asked.removeIf(Page::gone);
        return asked.size();
    }

    /** A page comes. One with other messages than it had is as good as lost. */
    void loaded(long handle, ByteBuffer bytes) {
        Page page = take(handle);
        if (page == null) {
            return;
        }
        PageIndex index;
        try {
            index = PageIndex.read(bytes);
        } catch (IllegalArgumentException e) {
            lose(page);
            return;
        }
        if (index.count != page.presentCount() || index.bytes() != page.bytes()) {
            lose(page);
        } else {
            list.warm(page, index);
            effects.forgetPage(handle);
        }
    }

    void unreadable(long handle) {
        Page page = take(handle);
        if (page != null) {
            lose(page);
        }
    }

    private void lose(Page page) {
        page.cold().setLost();
        list.lose(page);
        effects.unreadable(page.firstId(), page.lastId(), page.presentCount());
    }

    /** Pages that left the queue meanwhile are passed over, and forgotten. */
    private Page take(long handle) {
        asked.removeIf(Page::gone);
        for (int n = 0; n < asked.size(); n++) {
            Page page = asked.get(n);
            if (page.cold().handle() == handle) {
                asked.remove(n);
                page.cold().setLoading(false);
                return page;
            }
        }
        return null;
    }
}
