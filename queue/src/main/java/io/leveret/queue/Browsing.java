package io.leveret.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Shows administrators what is in a queue, a page of its index at a time, and changes nothing by it.
 *
 * <p>The problem: somebody who searches ten million messages must neither drive out of memory what consumers are about
 * to get, nor keep the shard from other queues. The choice: what is not in memory is read for the one who asks and not
 * kept; a cold page stays cold, a body that comes is handed on. Each question is about one page, so that one turn has
 * at most that much to do.
 *
 * <p>What is read may be gone when it comes, and its place on disk be used for something else. A place holds good as
 * long as its message is here: the log moves bodies only when all that was asked for before is answered
 * ({@link Relocation}), and takes places back only of those that left. So every message is looked for again before it
 * is shown, and if its page came and went meanwhile it is read anew.
 */
final class Browsing {
    /** Then what can be said is said. */
    private static final int MOST_ATTEMPTS = 8;

    /** Messages of one page, in the order of their ids. */
    private static final class Piece {
        final Page page;

        /** Of the page as it was read; null if it was warm. */
        final PageIndex index;

        final long handle;
        final long[] ids;
        final Message[] messages;
        int count;

        Piece(Page page, PageIndex index, long handle, int most) {
            this.page = page;
            this.index = index;
            this.handle = handle;
            ids = new long[most];
            messages = new Message[most];
        }
    }

    private static final class Question {
        final QueueLook look;
        final Consumer<QueueView> answer;
        QueuePosition at;
        int attempts;
        long unreadable;

        /** Null until it is known what is to be shown. */
        Piece piece;

        /** It can be shown when so many requests for bodies are answered. */
        long requests;

        Question(QueueLook look, Consumer<QueueView> answer) {
            this.look = look;
            this.answer = answer;
            this.at = look.from();
        }
    }

    private final ReadyList list;
    private final Unacked unacked;
    private final Delivery delivery;
    private final Queue<Question> questions = new ArrayDeque<>(2);

    Browsing(ReadyList list, Unacked unacked, Delivery delivery) {
        this.list = list;
        this.unacked = unacked;
        this.delivery = delivery;
    }

    void look(QueueLook look, Consumer<QueueView> answer) {
        questions.add(new Question(look, answer));
        goOn();
    }

    /** Pages or bodies came, or went for good. */
    void goOn() {
        while (!questions.isEmpty()) {
            Question question = questions.peek();
            if (question.piece == null && !find(question)) {
                return;
            }
            if (question.piece != null && delivery.readAhead().answers() < question.requests) {
                return;
            }
            QueueView view = view(question);
            if (view == null) {
                question.piece = null;
                continue;
            }
            questions.remove();
            question.answer.accept(view);
        }
    }

    /** A body came, maybe one that was asked for here; null if it cannot be read. */
    void bodyCame(long id, Message message) {
        Question question = questions.peek();
        if (question != null && question.piece != null) {
            Piece piece = question.piece;
            int n = Arrays.binarySearch(piece.ids, 0, piece.count, id);
            if (n >= 0 && piece.messages[n] == null) {
                piece.messages[n] = message;
            }
        }
    }

    /** Finds out what is to be shown, and asks for it. Returns false if a page has to come first. */
    private boolean find(Question question) {
        while (true) {
            Page page = list.pageFrom(question.at);
            if (page == null) {
                question.at = null;
                return true;
            }
            if (page.cold() == null) {
                choose(question, new Piece(page, null, 0, most(question, page.used())));
                return true;
            }
            ColdPages coldPages = delivery.coldPages();
            if (!page.cold().lost() && !coldPages.view(page)) {
                return false;
            }
            PageIndex index = page.cold().lost() ? null : coldPages.takeView();
            if (index != null) {
                long handle = page.cold().handle();
                choose(question, new Piece(page, index, handle, most(question, index.count)));
                return true;
            }
            question.unreadable += page.presentCount();
            question.at = new QueuePosition(page.lane.priority, page.lastId() + 1);
        }
    }

    private static int most(Question question, int there) {
        return Math.max(1, Math.min(question.look.mostMessages(), there));
    }

    /** Chooses messages of a page, and asks for those bodies that are not in memory. */
    private void choose(Question question, Piece piece) {
        Page page = piece.page;
        PageIndex index = piece.index;
        long fromId = question.at.priority() == page.lane.priority ? question.at.id() : 0;
        long[] missing = new long[piece.ids.length];
        long[] places = new long[piece.ids.length];
        int missed = 0;
        long bytes = 0;
        int slots = index == null ? page.used() : index.count;
        int n = 0;
        for (; n < slots && piece.count < piece.ids.length; n++) {
            long id = index == null ? page.idAt(n) : index.idAt(n, page.firstId());
            if (id < fromId || index == null && !page.present(n)) {
                continue;
            }
            if (question.look.bodies() && bytes >= question.look.mostBytes()) {
                break;
            }
            bytes += index == null ? page.sizeAt(n) : index.sizes[n];
            Message message = index == null ? page.messageAt(n) : null;
            boolean readable = index != null || !page.damaged(n);
            if (question.look.bodies() && message == null && readable) {
                missing[missed] = id;
                places[missed] = index == null ? page.bodies().placeAt(n) : index.places[n];
                missed++;
            }
            piece.messages[piece.count] = question.look.bodies() ? message : null;
            piece.ids[piece.count] = id;
            piece.count++;
        }
        long nextId = (n < slots ? piece.ids[piece.count - 1] : page.lastId()) + 1;
        question.at = new QueuePosition(page.lane.priority, nextId);
        question.piece = piece;
        question.requests = missed == 0 ? 0 : delivery.readAhead().view(missing, places, missed);
    }

    /** What is shown; null if it must be read anew. */
    private QueueView view(Question question) {
        Piece piece = question.piece;
        if (piece == null) {
            return new QueueView(List.of(), null, question.unreadable);
        }
        Page page = piece.page;
        boolean same = page.cold() == null || isWhatWasRead(page.cold(), piece);
        if (!page.gone() && !same && ++question.attempts < MOST_ATTEMPTS) {
            question.at = new QueuePosition(page.lane.priority, piece.ids[0]);
            return null;
        }
        List<QueueView.Entry> entries = new ArrayList<>(piece.count);
        long bytes = 0;
        for (int n = 0; !page.gone() && same && n < piece.count; n++) {
            if (question.look.bodies() && bytes >= question.look.mostBytes()) {
                question.at = new QueuePosition(page.lane.priority, piece.ids[n]); // headers, which no index knows
                break;
            }
            Message message = piece.messages[n];
            bytes += message == null ? 0 : message.content().length;
            int index = page.indexOf(piece.ids[n]);
            if (page.cold() != null) {
                entries.add(stored(piece, n));
            } else if (index >= 0) {
                entries.add(warm(page, index, message));
            }
        }
        QueuePosition next = list.pageFrom(question.at) == null ? null : question.at;
        return new QueueView(entries, next, question.unreadable);
    }

    private static boolean isWhatWasRead(ColdPage cold, Piece piece) {
        return piece.index != null && cold.handle() == piece.handle && !cold.lost();
    }

    private QueueView.Entry warm(Page page, int index, Message message) {
        long id = page.idAt(index);
        QueueView.State state = QueueView.State.READY;
        if (page.damaged(index)) {
            state = QueueView.State.DAMAGED;
        } else if (!page.ready(index)) {
            state = unacked.find(id) == Unacked.NONE ? QueueView.State.LEAVING : QueueView.State.UNACKED;
        }
        return new QueueView.Entry(
                id,
                page.lane.priority,
                state,
                page.sizeAt(index),
                page.expiresAtMs(index),
                page.redelivered(index),
                page.returnCount(index),
                sized(message, page.sizeAt(index)));
    }

    private static QueueView.Entry stored(Piece piece, int n) {
        PageIndex index = piece.index;
        int at = index.indexOf(piece.ids[n], piece.page.firstId());
        return new QueueView.Entry(
                piece.ids[n],
                piece.page.lane.priority,
                QueueView.State.READY,
                index.sizes[at],
                index.expiresAtMs == null ? Fact.NEVER : index.expiresAtMs[at],
                Bits.has(index.redelivered, at),
                index.returnCounts == null ? 0 : index.returnCounts[at],
                sized(piece.messages[n], index.sizes[at]));
    }

    /** A body of another size than the message had is not its body. */
    private static Message sized(Message message, int sizeBytes) {
        return message == null || message.bodySize() != sizeBytes ? null : message;
    }
}
