package io.leveret.persistence.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.persistence.disk.FileDisk;
import io.leveret.persistence.log.LogSettings.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log with its threads, on real files. */
class LogThreadsTest {
    private static final int PRODUCERS = 3;
    private static final int GROUPS = 2_000;
    private static final int KEPT_OF_EACH = 20;
    private static final LogSettings SETTINGS = new LogSettings(1 << 20, Durability.FSYNC, 200, 1 << 30);

    private final AtomicReference<String> alarm = new AtomicReference<>();

    @TempDir
    Path directory;

    private WriteAheadLog open(RecordedReplay replay) throws IOException {
        Path files = Files.createDirectories(directory.resolve("log"));
        Path segments = Files.createDirectories(directory.resolve("segments"));
        return WriteAheadLog.open(FileDisk.open(files), FileDisk.open(segments), SETTINGS, replay);
    }

    private void start(WriteAheadLog log) throws IOException {
        log.start(
                new StreamOwner() {
                    @Override
                    public boolean exists(long stream) {
                        return true;
                    }

                    @Override
                    public void present(long stream, long[] items, Answer answer) {
                        answer.items(new boolean[items.length]);
                    }

                    @Override
                    public void moved(long stream, long[] items, long[] places, Runnable done) {
                        done.run();
                    }
                },
                new LogAlarm() {
                    @Override
                    public void raised(String text) {
                        alarm.set(text);
                    }

                    @Override
                    public void cleared() {
                        alarm.set(null);
                    }
                });
    }

    /** Publishes and settles on a thread of its own, with at most so many groups not yet on disk. */
    private static final class Producer extends Thread implements LogListener {
        private final Semaphore permits = new Semaphore(100);
        private final LogWriter writer;
        private final long stream;
        private long seen;
        private int sequence;
        private Throwable failure;

        Producer(WriteAheadLog log, long stream) {
            this.writer = log.writer(this);
            this.stream = stream;
        }

        @Override
        public void durable(long ticket) {
            permits.release((int) (ticket - seen));
            seen = ticket;
        }

        @Override
        public void run() {
            try {
                ArrayDeque<TestBody> open = new ArrayDeque<>();
                for (int item = 1; item <= GROUPS; item++) {
                    TestBody body = new TestBody(stream << 32 | item, 1, new byte[1_000]);
                    ByteBuffer.wrap(body.payload).putLong(stream).putLong(item);
                    body.append(writer);
                    writer.beginAdd(stream, ++sequence & 0xffff, item, body.bodyId(), false, 0);
                    writer.end();
                    open.add(body);
                    if (open.size() > KEPT_OF_EACH) {
                        TestBody oldest = open.poll();
                        writer.begin(RecordKind.DROP, stream, ++sequence & 0xffff, oldest.bodyId() & 0xffff_ffffL, 0);
                        writer.end();
                        writer.letGo(oldest, oldest.size());
                    }
                    writer.submit();
                    permits.acquire();
                }
                if (!permits.tryAcquire(100, 30, TimeUnit.SECONDS)) {
                    throw new AssertionError("not all is reported");
                }
            } catch (Throwable e) {
                failure = e;
            }
        }
    }

    @Test
    void producersOnTheirThreadsFindEverythingAgain() throws Exception {
        WriteAheadLog log = open(new RecordedReplay());
        start(log);
        List<Producer> producers = new ArrayList<>();
        for (int i = 1; i <= PRODUCERS; i++) {
            producers.add(new Producer(log, i));
        }
        producers.forEach(Thread::start);
        for (Producer producer : producers) {
            producer.join();
            assertNull(producer.failure, () -> "" + producer.failure);
        }
        log.close();
        assertNull(alarm.get());
        RecordedReplay replay = new RecordedReplay();
        WriteAheadLog again = open(replay);
        assertTrue(again.endedInGoodOrder());
        assertEquals(List.of(), replay.damages);
        start(again);
        for (long stream = 1; stream <= PRODUCERS; stream++) {
            assertEquals(KEPT_OF_EACH, replay.of(stream).size());
            bodiesAre(again, stream, replay);
        }
        again.close();
    }

    private static void bodiesAre(WriteAheadLog log, long stream, RecordedReplay replay) throws Exception {
        long[] items =
                replay.of(stream).keySet().stream().mapToLong(Long::longValue).toArray();
        long[] places = replay.of(stream).values().stream()
                .mapToLong(RecordedReplay.Item::place)
                .toArray();
        CompletableFuture<Integer> right = new CompletableFuture<>();
        log.reader().read(places, places.length, new BodyReader.Taker() {
            private int count;

            @Override
            public void body(int n, ByteBuffer payload) {
                boolean same = payload.remaining() == 1_000 && payload.getLong() == stream;
                count += same && payload.getLong() == items[n] ? 1 : 0;
            }

            @Override
            public void unreadable(int n, IOException cause) {
                right.completeExceptionally(cause);
            }

            @Override
            public void done() {
                right.complete(count);
            }
        });
        assertEquals(items.length, right.get(30, TimeUnit.SECONDS));
    }
}
