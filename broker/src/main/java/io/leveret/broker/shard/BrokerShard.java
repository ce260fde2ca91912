package io.leveret.broker.shard;

import io.leveret.queue.Shard;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread with a clock, timers, a run queue and links to the other shards. Everything that lives on it is touched by
 * its thread alone, in turns.
 *
 * <p>A turn is one read burst of a socket, one round of the inbox, or one task. What a turn causes is collected and
 * goes out at its end, in this order: tasks of the run queue, then confirms of channels, then what was appended to the
 * log, then bytes of connections, then batches to other shards. So a socket is written once a turn, and another shard
 * is woken at most once.
 *
 * <p>What throws is logged and ends no more than itself, errors included: a stack too deep or a lack of buffers in one
 * command must not silence everything else that lives here.
 */
public final class BrokerShard implements Shard {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerShard.class);

    /** Batches taken in one turn; then the sockets have their turn. */
    private static final int BATCHES_A_TURN = 16;

    /** Tasks of the run queue served in one turn; the rest follows in a turn of its own. */
    private static final int TASKS_A_TURN = 10_000;

    private record Arrival(ShardLink link, ShardBatch batch) {}

    /** One wake-up asked of the thread. It cannot be taken back, so it is remembered until it has come. */
    private final class Alarm implements Runnable {
        private final long atMs;

        Alarm(long atMs) {
            this.atMs = atMs;
        }

        @Override
        public void run() {
            alarms.remove(this);
            runTimers();
        }
    }

    private final int index;
    private final ShardThread thread;
    private final ArrayDeque<Runnable> runQueue = new ArrayDeque<>();
    private final ArrayList<EndOfTurn> finishing = new ArrayList<>();
    private final ArrayList<EndOfTurn> flushing = new ArrayList<>();
    private final ArrayList<ShardLink> sending = new ArrayList<>();
    private final TimerHeap timers = new TimerHeap();

    /** Those that have yet to come, the earliest first: one is set only if it is earlier than all others. */
    private final ArrayDeque<Alarm> alarms = new ArrayDeque<>();

    private final ConcurrentLinkedQueue<Arrival> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean inboxScheduled = new AtomicBoolean();
    private final Runnable drainInbox = this::drainInbox;
    private final Runnable emptyTurn = () -> {};
    private final List<Runnable> whenNothingHeld = new ArrayList<>();
    private ShardLink[] links = {};
    private EndOfTurn log = () -> {};
    private long nowMs;
    private long turns;
    private boolean inTurn;
    private int awaited;

    BrokerShard(int index, ShardThread thread) {
        this.index = index;
        this.thread = thread;
        this.nowMs = thread.nowMs();
    }

    void connect(ShardLink[] toOthers) {
        links = toOthers;
    }

    /** 0 to the number of shards less one. */
    public int index() {
        return index;
    }

    /** Whether the caller runs on this shard. */
    public boolean isCurrent() {
        return thread.isCurrent();
    }

    /** The link to another shard; null to itself. */
    public ShardLink linkTo(BrokerShard other) {
        return links[other.index];
    }

    @Override
    public long nowMs() {
        return nowMs;
    }

    /** Turns so far. Any thread, which may see a little less. */
    public long turns() {
        return turns;
    }

    /** Processor time of its thread, in nanoseconds; -1 if that is not known. Any thread. */
    public long cpuNanos() {
        return thread.cpuNanos();
    }

    /** The clock itself, which {@link #nowMs} lags behind in a long turn. */
    public long clockMs() {
        return thread.nowMs();
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(() -> turn(task));
    }

    /** Runs a task in this turn, after the present command, or at once in a turn of its own. On the shard only. */
    public void soon(Runnable task) {
        runQueue.add(task);
        if (!inTurn) {
            execute(emptyTurn);
        }
    }

    /** Runs a task in a later turn, after the sockets had theirs. On the shard only. */
    public void nextTurn(Runnable task) {
        thread.executeAfterSockets(() -> turn(task));
    }

    @Override
    public void wakeAt(long atMs, Runnable task) {
        timers.add(atMs, task);
        setTimer();
    }

    private void setTimer() {
        long earliestMs = timers.earliestMs();
        if (earliestMs < (alarms.isEmpty() ? Long.MAX_VALUE : alarms.peek().atMs)) {
            Alarm alarm = new Alarm(earliestMs);
            alarms.push(alarm);
            thread.executeAt(earliestMs, alarm);
        }
    }

    private void runTimers() {
        beginTurn();
        try {
            Runnable due;
            while ((due = timers.pollDue(nowMs)) != null) {
                run(due);
            }
            setTimer();
        } finally {
            endTurn();
        }
    }

    /** Asks that {@code link} be flushed at the end of the turn. */
    void atEndOfTurn(ShardLink link) {
        sending.add(link);
    }

    /** Asks for one call at the end of the turn, before sockets are written. The asker sees to it that it asks once. */
    public void atEndOfTurn(EndOfTurn asker) {
        finishing.add(asker);
    }

    /** As {@link #atEndOfTurn}, after all that may still write: for the sockets themselves. */
    public void flushAtEndOfTurn(EndOfTurn asker) {
        flushing.add(asker);
    }

    /** Sets what is called at the end of each turn before anything leaves the shard: what it appended to the log. */
    public void beforeSending(EndOfTurn appended) {
        log = appended;
    }

    private void turn(Runnable task) {
        if (inTurn) {
            runQueue.add(task);
            return;
        }
        beginTurn();
        try {
            run(task);
        } finally {
            endTurn();
        }
    }

    /** Begins a turn: everything until {@link #endTurn} sees one time and shares its writes. */
    public void beginTurn() {
        if (inTurn) {
            throw new IllegalStateException("a turn within a turn on shard " + index);
        }
        inTurn = true;
        turns++;
        nowMs = thread.nowMs();
    }

    /** Whether a turn is running. */
    public boolean inTurn() {
        return inTurn;
    }

    /** Ends a turn: runs what was put off, then lets everything out. */
    public void endTurn() {
        int tasks = 0;
        do {
            Runnable task;
            while (tasks < TASKS_A_TURN && (task = runQueue.poll()) != null) {
                run(task);
                tasks++;
            }
            finish(finishing);
            log.endTurn();
            finish(flushing);
        } while (tasks < TASKS_A_TURN && !runQueue.isEmpty());
        log.endTurn();
        send();
        inTurn = false;
        if (!runQueue.isEmpty()) {
            execute(emptyTurn);
        }
    }

    /** Calls each and forgets it; one that is added meanwhile is called too. */
    private static void finish(ArrayList<EndOfTurn> askers) {
        for (int i = 0; i < askers.size(); i++) {
            try {
                askers.get(i).endTurn();
            } catch (RuntimeException | Error e) {
                LOG.error("the end of a turn failed", e);
            }
        }
        askers.clear();
    }

    /** Lets the batches out. A shard that has ended takes none, which is so when the node stops. */
    private void send() {
        for (int i = 0; i < sending.size(); i++) {
            try {
                sending.get(i).flush();
            } catch (RejectedExecutionException e) {
                LOG.debug("another shard has ended", e);
            }
        }
        sending.clear();
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a task of a shard failed", e);
        }
    }

    /** Something that moves here is awaited, and holds commands back until it is here. */
    public void holding() {
        awaited++;
    }

    /** What was awaited is here, and its commands are served. */
    public void arrived() {
        if (--awaited == 0) {
            List<Runnable> waiting = List.copyOf(whenNothingHeld);
            whenNothingHeld.clear();
            waiting.forEach(BrokerShard::run);
        }
    }

    /** Runs a task when no command that came before it is held back; at once if none is. */
    void whenNothingHeld(Runnable task) {
        if (awaited == 0) {
            task.run();
        } else {
            whenNothingHeld.add(task);
        }
    }

    /** Takes a batch from another shard. Called on the source's thread. */
    void offer(ShardLink link, ShardBatch batch) {
        inbox.add(new Arrival(link, batch));
        if (inboxScheduled.compareAndSet(false, true)) {
            thread.execute(drainInbox);
        }
    }

    private void drainInbox() {
        inboxScheduled.set(false);
        beginTurn();
        try {
            for (int taken = 0; taken < BATCHES_A_TURN; taken++) {
                Arrival arrival = inbox.poll();
                if (arrival == null) {
                    return;
                }
                apply(arrival.batch());
                arrival.link().processed(arrival.batch());
            }
            if (!inbox.isEmpty() && inboxScheduled.compareAndSet(false, true)) {
                thread.execute(drainInbox);
            }
        } finally {
            endTurn();
        }
    }

    private void apply(ShardBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            try {
                batch.apply(i, this);
            } catch (RuntimeException | Error e) {
                LOG.error("a command from another shard failed", e);
            }
        }
    }
}
