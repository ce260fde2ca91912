package io.leveret.benchmarks;

import io.leveret.broker.connection.LoopedClient;
import io.leveret.codec.FieldTable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A transient message of 100 bytes through the whole broker but its sockets: decoded, routed, enqueued, delivered,
 * encoded, acknowledged; a hundred in one read.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ConnectionBenchmark {
    private static final int BURST = 100;

    private LoopedClient client;

    /** A node, a connection, a queue, and a consumer. */
    @Setup
    public void open() {
        client = new LoopedClient(BURST, 100, FieldTable.EMPTY);
    }

    /** Returns how many bytes the broker wrote. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public long publishRouteEnqueueDeliverAck() {
        return client.pass();
    }
}
