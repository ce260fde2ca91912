package io.leveret.benchmarks;

import io.leveret.codec.AmqpException;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.FrameDecoder;
import io.leveret.codec.Frames;
import io.leveret.codec.MethodDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Frames of one message of 100 bytes: cut out of a read, and written. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CodecBenchmark {
    private final byte[] content = new byte[102];
    private final ByteBuf publish = Unpooled.buffer();
    private final ByteBuf written = Unpooled.buffer(512);
    private final FrameDecoder decoder = new FrameDecoder(131_072);
    private final BasicMethod.Deliver deliver = new BasicMethod.Deliver("consumer", 1, false, "exchange", "key");

    /** What a client sends. */
    @Setup
    public void write() {
        Frames.method(publish, 1, new BasicMethod.Publish("exchange", "key", false, false));
        Frames.contentHeader(publish, 1, content, 2);
        Frames.body(publish, 1, content, 2, content.length, 0);
    }

    /** The method is decoded whole, as it is when a channel sees its exchange and key for the first time. */
    @Benchmark
    public void decodePublish(Blackhole taken) throws AmqpException {
        decoder.decode(publish.readerIndex(0), (type, channel, buffer, offset, size) -> {
            if (type == Frames.METHOD) {
                taken.consume(MethodDecoder.decode(buffer, offset, size));
            } else {
                taken.consume(size);
            }
        });
    }

    /** Returns how many bytes were written. */
    @Benchmark
    public int encodeDeliver() {
        written.clear();
        Frames.method(written, 1, deliver);
        Frames.contentHeader(written, 1, content, 2);
        Frames.body(written, 1, content, 2, content.length, 131_072);
        return written.readableBytes();
    }
}
