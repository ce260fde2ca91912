package io.leveret.queue;

/** Puts bodies that were read where they belong. */
final class LoadedBodies {
    private final ReadyList list;
    private final BodyEffects effects;
    private final Departures departures;

    LoadedBodies(ReadyList list, BodyEffects effects, Departures departures) {
        this.list = list;
        this.departures = departures;
        this.effects = effects;
    }

    /** A body of another size than the message had is not its body. */
    void loaded(long id, Message message) {
        Page page = list.find(id);
        int index = page == null ? -1 : page.indexOf(id);
        if (index < 0 || !page.bodies().loading(index)) {
            return;
        }
        if (message.bodySize() == page.sizeAt(index)) {
            if (!departures.loaded(page, index, message)) {
                list.bring(page, index, message);
            }
        } else {
            lose(page, index, id);
        }
    }

    void unreadable(long id) {
        Page page = list.find(id);
        int index = page == null ? -1 : page.indexOf(id);
        if (index >= 0 && page.bodies().loading(index)) {
            lose(page, index, id);
        }
    }

    private void lose(Page page, int index, long id) {
        if (departures.lost(page, index)) {
            list.damage(page, index);
            effects.unreadable(id);
        }
    }
}
