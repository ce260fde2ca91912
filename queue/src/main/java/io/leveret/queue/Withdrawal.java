package io.leveret.queue;

/** Takes messages in hand that are ready, all at one moment, when all that is known of them is in memory. */
final class Withdrawal implements PresentAnswer {
    private final ReadyList list;
    private final Relocation relocation;
    private final Departures departures;
    private final long[] ids;
    private final PresentAnswer answer;

    /** @param ids ascending */
    Withdrawal(ReadyList list, Relocation relocation, Departures departures, long[] ids, PresentAnswer answer) {
        this.list = list;
        this.relocation = relocation;
        this.departures = departures;
        this.ids = ids;
        this.answer = answer;
    }

    void begin() {
        relocation.present(ids, this);
    }

    /** While one page was read another may have gone cold. */
    @Override
    public void items(boolean[] present) {
        for (long id : ids) {
            Page cold = list.find(id) == null ? list.coldPageOf(id) : null;
            if (cold != null && !cold.cold().lost()) {
                begin();
                return;
            }
        }
        for (int n = 0; n < ids.length; n++) {
            Page page = list.find(ids[n]);
            present[n] = page != null && page.ready(page.indexOf(ids[n]));
            if (present[n]) {
                departures.withdraw(page, page.indexOf(ids[n]));
            }
        }
        answer.items(present);
    }
}
