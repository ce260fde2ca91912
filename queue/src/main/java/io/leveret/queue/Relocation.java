package io.leveret.queue;

import java.util.ArrayDeque;

/**
 * Answers whoever rewrites the log: which messages are here, and that their bodies stand elsewhere now.
 *
 * <p>An old place may be forgotten when nobody reads there any more: when all requests made until then are answered.
 */
final class Relocation {
    /** Something to run when so many requests are answered. */
    private record Waiting(long answers, Runnable done) {}

    private final ReadyList list;
    private final ReadAhead readAhead;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(2);

    Relocation(ReadyList list, ReadAhead readAhead) {
        this.list = list;
        this.readAhead = readAhead;
    }

    void present(long[] ids, PresentAnswer answer) {
        boolean[] present = new boolean[ids.length];
        for (int n = 0; n < ids.length; n++) {
            present[n] = list.find(ids[n]) != null;
        }
        answer.items(present);
    }

    void moved(long[] ids, long[] places, Runnable done) {
        for (int n = 0; n < ids.length; n++) {
            Page page = list.find(ids[n]);
            if (page != null) {
                page.moved(page.indexOf(ids[n]), places[n]);
            }
        }
        waiting.add(new Waiting(readAhead.requests(), done));
        requestAnswered();
    }

    /** One more request for bodies is answered. */
    void requestAnswered() {
        while (!waiting.isEmpty() && waiting.peek().answers <= readAhead.answers()) {
            waiting.poll().done.run();
        }
    }
}
