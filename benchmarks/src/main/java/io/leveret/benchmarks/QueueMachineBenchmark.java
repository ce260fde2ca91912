package io.leveret.benchmarks;

import io.leveret.queue.Consumer;
import io.leveret.queue.MemoryMeter;
import io.leveret.queue.Message;
import io.leveret.queue.Publisher;
import io.leveret.queue.QueueContents;
import io.leveret.queue.QueueDispatch;
import io.leveret.queue.QueueOptions;
import io.leveret.queue.Recipient;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A transient message of 100 bytes through the queue machine alone: enqueued, delivered, settled. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class QueueMachineBenchmark {
    /** Messages in flight, one settled for each that comes. */
    @Param({"1", "50", "5000"})
    public int window;

    private final Message message = new Message(new byte[4], new byte[102], 2, Message.NO_TTL, 0, false);
    private final Publisher publisher = () -> 1;
    private QueueDispatch queue;
    private long sequence;

    /** A queue with a consumer. */
    @Setup
    public void open() {
        sequence = 0;
        QueueOptions options = QueueOptions.of(false, false, 0);
        queue = new QueueDispatch(new QueueContents(0), options, new NoEffects(), new MemoryMeter());
        Consumer consumer = new Consumer(new Recipient() {}, "c", false, false, 0, window, null);
        queue.subscribe(consumer, 0);
        queue.resume(consumer, 0);
    }

    /** Returns how many messages are in flight. */
    @Benchmark
    public long enqueueDeliverSettle() {
        queue.enqueue(publisher, ++sequence, message, 0);
        if (sequence >= window) {
            queue.settle(sequence - window + 1, 0);
        }
        return queue.unackedCount();
    }
}
