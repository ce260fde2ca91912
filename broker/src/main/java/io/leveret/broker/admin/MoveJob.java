package io.leveret.broker.admin;

import io.leveret.broker.alarms.Alarms;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.MoveOutcome;
import io.leveret.broker.vhost.Parcel;
import io.leveret.broker.vhost.QueueMoves;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.JobsAdmin.Job;
import io.leveret.management.admin.JobsAdmin.JobState;
import io.leveret.management.admin.JobsAdmin.Order;
import io.leveret.management.admin.JobsAdmin.Planned;
import io.leveret.queue.QueueLook;
import io.leveret.queue.QueuePosition;
import io.leveret.queue.QueueView;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through a queue once, in its order, and moves what is wanted, some messages at a time. On a thread of its own;
 * the shards are asked for each piece, and it waits for the disk before the next.
 */
final class MoveJob implements Runnable {
    /** Messages in hand at a time. */
    private static final int MOST_IN_HAND = 256;

    private static final int MOST_PLANNED = 100;
    private static final long ALARM_PAUSE_MS = 200;

    /** Of a rate: so many pieces a second. */
    private static final int PIECES_PER_SECOND = 10;

    private static final Logger LOG = LoggerFactory.getLogger(MoveJob.class);

    private final String id;
    private final String user;
    private final Order order;
    private final Sources sources;
    private final BrokerQueue source;
    private final Routing routing;
    private final Alarms alarms;
    private final MessageMatch match;
    private final Tally tally;
    private final Pace pace;
    private final long startedAtMs = System.currentTimeMillis();
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final List<Planned> planned = new ArrayList<>();
    private volatile JobState state = JobState.RUNNING;
    private volatile long endedAtMs;
    private volatile String error = "";

    MoveJob(String id, String user, Order order, Sources sources, BrokerQueue source, Routing routing, Alarms alarms) {
        this.id = id;
        this.user = user;
        this.order = order;
        this.sources = sources;
        this.source = source;
        this.routing = routing;
        this.alarms = alarms;
        this.match = new MessageMatch(order.filter());
        this.tally = new Tally(source.gauges().readyCount() + source.gauges().unackedCount());
        this.pace = new Pace(order.perSecond(), PIECES_PER_SECOND, MOST_IN_HAND);
    }

    Job describe() {
        List<Planned> plan;
        synchronized (planned) {
            plan = List.copyOf(planned);
        }
        return new Job(id, user, order, state, startedAtMs, endedAtMs, tally.progress(), error, plan);
    }

    boolean hasEnded() {
        return endedAtMs != 0;
    }

    void cancel() {
        cancelled.countDown();
    }

    @Override
    public void run() {
        LOG.info("{} begins for user '{}': {} of {}", id, user, order.target(), source.description());
        JobState end = JobState.FAILED;
        try {
            if (order.ids().isEmpty()) {
                all();
            } else {
                some();
            }
            end = isCancelled() ? JobState.CANCELLED : JobState.DONE;
        } catch (AdminException e) {
            error = e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            error = "interrupted";
        } catch (RuntimeException e) {
            LOG.error("{} failed", id, e);
            error = "the node's log says more";
        } finally {
            tally.publish();
            endedAtMs = System.currentTimeMillis();
            state = end;
            LOG.info("{} is over ({}): {}", id, end, tally.progress());
        }
    }

    private boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    private boolean isOver() {
        return isCancelled() || order.limit() != 0 && tally.moved() >= order.limit();
    }

    private void all() throws AdminException, InterruptedException {
        long lastId = sources.<Long>ask(
                source, (queue, answer) -> QueueMoves.lastId(queue, sources.asking(), answer::accept));
        QueuePosition at = QueuePosition.FIRST;
        while (at != null && !isOver()) {
            QueueView view =
                    sources.look(source, new QueueLook(at, MessageSearch.MOST_MESSAGES, MessageSearch.MOST_BYTES));
            tally.unreadable(view.unreadable());
            List<QueueView.Entry> wanted = new ArrayList<>();
            for (QueueView.Entry entry : view.entries()) {
                tally.looked();
                if (entry.id() <= lastId && match.matches(entry)) {
                    wanted.add(entry);
                }
            }
            moveAll(wanted);
            at = onward(view.next(), lastId);
        }
    }

    /** Where to go on past what came later than {@code lastId}, which stands behind all else of its priority. */
    static QueuePosition onward(QueuePosition next, long lastId) {
        QueuePosition at = next;
        while (at != null && at.id() > lastId) {
            at = at.priority() == 0 ? null : new QueuePosition(at.priority() - 1, 0);
        }
        return at;
    }

    private void some() throws AdminException, InterruptedException {
        List<QueueView.Entry> wanted = new ArrayList<>();
        long bytes = 0;
        Iterator<Long> ids = order.ids().stream().sorted().distinct().iterator();
        while (ids.hasNext() && !isOver()) {
            QueueView.Entry entry = LiveMessages.find(sources, source, ids.next());
            if (entry != null) {
                tally.looked();
            }
            if (entry != null && match.matches(entry)) {
                wanted.add(entry);
                bytes += entry.sizeBytes();
            }
            if (wanted.size() == MOST_IN_HAND || bytes >= MessageSearch.MOST_BYTES || !ids.hasNext()) {
                moveAll(wanted);
                wanted.clear();
                bytes = 0;
            }
        }
    }

    /** Messages in the order of their ids. */
    private void moveAll(List<QueueView.Entry> wanted) throws AdminException, InterruptedException {
        Iterator<QueueView.Entry> entries = wanted.iterator();
        while (entries.hasNext() && !isOver()) {
            long most = order.limit() == 0 ? MOST_IN_HAND : order.limit() - tally.moved();
            int room = order.dryRun() ? (int) Math.min(MOST_IN_HAND, most) : pace.room(most);
            List<Parcel> parcels = new ArrayList<>();
            while (entries.hasNext() && parcels.size() < room) {
                take(entries.next(), parcels);
            }
            if (order.dryRun()) {
                parcels.forEach(this::plan);
            } else if (!parcels.isEmpty()) {
                move(parcels);
            }
            tally.publish();
        }
        tally.publish();
    }

    private void take(QueueView.Entry entry, List<Parcel> parcels) {
        tally.matched();
        if (entry.state() != QueueView.State.READY) {
            tally.count(MoveOutcome.TAKEN);
            return;
        }
        if (entry.message() == null) {
            tally.unreadable(1);
            return;
        }
        Routing.Plan plan = routing.plan(entry.id(), entry.message());
        if (plan instanceof Routing.Plan.Send send) {
            parcels.add(send.parcel());
        } else if (plan instanceof Routing.Plan.Forbidden) {
            tally.forbidden();
        } else {
            tally.withoutOrigin();
        }
    }

    private void plan(Parcel parcel) {
        List<String> queues = routing.queues(parcel);
        tally.count(queues.isEmpty() ? MoveOutcome.UNROUTABLE : MoveOutcome.MOVED);
        synchronized (planned) {
            if (planned.size() < MOST_PLANNED) {
                planned.add(new Planned(
                        parcel.id(),
                        parcel.message().exchange(),
                        parcel.message().routingKey(),
                        queues));
            }
        }
    }

    private void move(List<Parcel> parcels) throws AdminException, InterruptedException {
        tally.publish();
        while (!alarms.raised().isEmpty() && !isCancelled()) {
            state = JobState.BLOCKED;
            cancelled.await(ALARM_PAUSE_MS, TimeUnit.MILLISECONDS);
        }
        state = JobState.RUNNING;
        if (cancelled.await(pace.waitMs(), TimeUnit.MILLISECONDS)) {
            return;
        }
        MoveOutcome[] outcomes = sources.<MoveOutcome[]>ask(
                source, (queue, answer) -> QueueMoves.move(queue, sources.asking(), parcels, answer));
        for (MoveOutcome outcome : outcomes) {
            tally.count(outcome);
        }
        pace.moved(parcels.size());
    }
}
