package io.leveret.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Answers whoever rewrites the log: which messages are here, and that their bodies stand elsewhere now.
 *
 * <p>One question is worked on at a time, in the order of its ids, and waits for the cold pages that it is about; these
 * stay warm until it is answered. An old place may be forgotten when nobody reads there any more: when all requests for
 * bodies made until then are answered.
 */
final class Relocation {
    /** So many cold pages are asked for at once. */
    private static final int PAGES_AHEAD = 4;

    /** A question; {@code places} is null if it is who is present. */
    private record Question(
            long[] ids, long[] places, boolean[] present, PresentAnswer answer, Runnable done, List<Page> held) {}

    /** Something to run when so many requests are answered. */
    private record Waiting(long answers, Runnable done) {}

    private final ReadyList list;
    private final Delivery delivery;
    private final List<Question> questions = new ArrayList<>(0);
    private final List<Waiting> waiting = new ArrayList<>(0);

    /** Up to where the first question is worked off. */
    private int next;

    /** @param delivery makes the requests for bodies and pages */
    Relocation(ReadyList list, Delivery delivery) {
        this.list = list;
        this.delivery = delivery;
    }

    void present(long[] ids, PresentAnswer answer) {
        questions.add(new Question(ids, null, new boolean[ids.length], answer, null, new ArrayList<>(0)));
        goOn();
    }

    void moved(long[] ids, long[] places, Runnable done) {
        questions.add(new Question(ids, places, null, null, done, new ArrayList<>(0)));
        goOn();
    }

    /** One more request for bodies is answered. */
    void requestAnswered() {
        while (!waiting.isEmpty()
                && waiting.get(0).answers <= delivery.readAhead().answers()) {
            waiting.remove(0).done.run();
        }
    }

    /** Pages came, or went for good. */
    void goOn() {
        while (!questions.isEmpty() && workOff(questions.get(0))) {
            Question question = questions.remove(0);
            next = 0;
            question.held.forEach(page -> page.hold(false));
            if (question.places == null) {
                question.answer.items(question.present);
            } else {
                waiting.add(new Waiting(delivery.readAhead().requests(), question.done));
                requestAnswered();
            }
        }
    }

    /** Returns whether nothing is left to be done. */
    private boolean workOff(Question question) {
        for (; next < question.ids.length; next++) {
            long id = question.ids[next];
            Page page = list.find(id);
            if (page != null) {
                found(question, page);
                continue;
            }
            Page cold = list.coldPageOf(id);
            if (cold != null && cold.cold().lost()) {
                // Nobody can say whether it is there, so that its body must be kept.
                if (question.places == null) {
                    question.present[next] = true;
                }
            } else if (cold != null) {
                askFrom(question, cold);
                return false;
            }
        }
        return true;
    }

    private void found(Question question, Page page) {
        if (question.places == null) {
            question.present[next] = true;
        } else {
            list.moved(page, page.indexOf(question.ids[next]), question.places[next]);
        }
    }

    private void askFrom(Question question, Page first) {
        Page page = first;
        for (int n = 0; n < PAGES_AHEAD && page != null; n++) {
            if (!page.held()) {
                page.hold(true);
                question.held.add(page);
            }
            delivery.coldPages().askFor(page);
            int found = Arrays.binarySearch(question.ids, page.lastId() + 1);
            int behind = found >= 0 ? found : -found - 1;
            page = behind < question.ids.length ? list.coldPageOf(question.ids[behind]) : null;
            if (page != null && page.cold().lost()) {
                return;
            }
        }
    }
}
