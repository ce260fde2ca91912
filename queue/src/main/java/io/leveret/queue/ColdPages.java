package io.leveret.queue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The pages of a queue that were asked for, and what comes of them. Few at any time. */
final class ColdPages {
    private static final long NOTHING = -1;

    private final ReadyList list;
    private final BodyEffects effects;
    private final List<Page> asked = new ArrayList<>(1);

    /** What was asked for to be looked into, or {@link #NOTHING}; it may be asked for besides. */
    private long viewedHandle = NOTHING;

    private boolean viewCame;

    /** What came, null if it cannot be read, or if the page was asked for besides and is warm, or lost. */
    private PageIndex view;

    ColdPages(ReadyList list, BodyEffects effects) {
        this.list = list;
        this.effects = effects;
    }

    /** Asks for a cold page, if that was not done. */
    void askFor(Page page) {
        if (!page.cold().loading()) {
            page.cold().setLoading(true);
            asked.add(page);
            if (page.cold().handle() != viewedHandle || viewCame) {
                effects.loadPage(page.cold().handle());
            }
        }
    }

    /**
     * Asks for what a cold page knows of its messages; it stays cold for that. One page at a time can be looked into:
     * asked about another, this forgets the one before.
     *
     * @return whether {@link #takeView} has it
     */
    boolean view(Page page) {
        long handle = page.cold().handle();
        if (handle != viewedHandle) {
            viewedHandle = handle;
            viewCame = false;
            if (!page.cold().loading()) {
                effects.loadPage(handle);
            }
        }
        if (viewCame && view != null && !isOf(view, page)) {
            view = null;
        }
        return viewCame;
    }

    /** What came, once; null if it cannot be read. */
    PageIndex takeView() {
        PageIndex taken = view;
        view = null;
        viewCame = false;
        viewedHandle = NOTHING;
        return taken;
    }

    private void viewCame(long handle, PageIndex index) {
        if (handle == viewedHandle) {
            viewCame = true;
            view = index;
        }
    }

    private static boolean isOf(PageIndex index, Page page) {
        return index.count == page.presentCount() && index.bytes() == page.bytes();
    }

    /** How many are outstanding. */
    int askedCount() {
        asked.removeIf(Page::gone);
        return asked.size();
    }

    /** A page comes. One with other messages than it had is as good as lost. */
    void loaded(long handle, ByteBuffer bytes) {
        PageIndex index;
        try {
            index = PageIndex.read(bytes);
        } catch (IllegalArgumentException e) {
            unreadable(handle);
            return;
        }
        Page page = take(handle);
        viewCame(handle, page == null ? index : null);
        if (page == null) {
            return;
        }
        if (isOf(index, page)) {
            list.warm(page, index);
            effects.forgetPage(handle);
        } else {
            lose(page);
        }
    }

    void unreadable(long handle) {
        viewCame(handle, null);
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
