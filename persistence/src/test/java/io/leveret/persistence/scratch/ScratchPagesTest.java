package io.leveret.persistence.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.persistence.disk.Disk;
import io.leveret.persistence.disk.FileDisk;
import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.disk.SimDisk.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ScratchPagesTest {
    private static final long LIMIT = 1 << 20;

    @TempDir
    Path directory;

    private final SimDisk disk = new SimDisk();
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
    private final CountDownLatch mayWrite = new CountDownLatch(1);
    private final Queue<IOException> unexpected = new ConcurrentLinkedQueue<>();
    private ScratchPages pages;

    @AfterEach
    void close() throws IOException {
        mayWrite.countDown();
        disk.hook((operation, file) -> {});
        if (pages != null && !disk.power().isOff()) {
            pages.close();
            assertThat(disk.openFiles()).isZero();
        }
        assertThat(unexpected).isEmpty();
    }

    @Test
    void aPageComesBackFromDiskAsOftenAsItIsAskedFor() throws Exception {
        open(disk);
        ByteBuffer page = page(1, 20_000);
        long handle = pages.store(page, notExpected());
        assertThat(page.remaining()).isEqualTo(20_000);
        awaitWritten();

        assertThat(load(handle)).isEqualTo(page);
        assertThat(load(handle)).isEqualTo(page);
        assertThat(pages.loadNow(handle)).isEqualTo(page);
        assertThat(load(pages.storeNow(ByteBuffer.allocate(0))).remaining()).isZero();
        ByteBuffer longest = page(2, ScratchPages.MAX_PAGE_BYTES);
        assertThat(load(pages.storeNow(longest))).isEqualTo(longest);
        assertThatThrownBy(() -> pages.store(ByteBuffer.allocate(ScratchPages.MAX_PAGE_BYTES + 1), notExpected()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void storingDoesNotWaitForTheDiskAndWhatWaitsIsServedAndBounded() throws Exception {
        open(disk);
        holdWrites();
        ByteBuffer page = page(1, (int) LIMIT / 4);
        List<Long> handles = new ArrayList<>();
        for (long handle = 0; handle != ScratchPages.REFUSED; ) {
            handle = pages.store(page, notExpected());
            handles.add(handle);
        }

        assertThat(handles).hasSize(4).endsWith(ScratchPages.REFUSED);
        assertThat(pages.waitingBytes()).isBetween(LIMIT * 3 / 4, LIMIT);
        assertThat(pages.loadNow(handles.get(2))).isEqualTo(page);
        CompletableFuture<ByteBuffer> asked = ask(handles.get(1));
        pages.forget(handles.get(1));
        assertThat(pages.waitingBytes()).isLessThan(LIMIT * 3 / 4);
        long instead = pages.store(page(9, 100), notExpected());
        mayWrite.countDown();
        assertThat(get(asked)).as("asked for before it was forgotten").isEqualTo(page);
        awaitWritten();
        assertThat(load(handles.get(0))).isEqualTo(page);
        assertThat(load(instead)).isEqualTo(page(9, 100));
    }

    @Test
    void whatWasAskedForIsReadBeforeItsPlaceIsWrittenAnew() throws Exception {
        open(disk);
        long first = pages.storeNow(page(1, 1_000));
        holdWrites();
        CompletableFuture<ByteBuffer> asked = ask(first);
        pages.forget(first);
        long second = pages.store(page(3, 1_000), notExpected());
        mayWrite.countDown();

        assertThat(get(asked)).isEqualTo(page(1, 1_000));
        assertThat(load(second)).isEqualTo(page(3, 1_000));
        awaitWritten();
        assertThat(load(second)).isEqualTo(page(3, 1_000));
        assertThatThrownBy(() -> pages.load(first, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pages.forget(first)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void withoutSpaceThePageStaysAndItsOwnerIsTold() throws Exception {
        open(disk);
        pages.storeNow(page(7, 20_000));
        disk.spaceLeft(10_000);
        CompletableFuture<Long> unstored = new CompletableFuture<>();
        long handle = pages.store(page(1, 20_000), (page, cause) -> unstored.complete(page));

        assertThat(get(unstored)).isEqualTo(handle);
        assertThat(load(handle)).isEqualTo(page(1, 20_000));
        assertThat(pages.waitingBytes()).isGreaterThan(20_000);
        assertThat(pages.store(page(2, 10), notExpected())).as("at once").isEqualTo(ScratchPages.REFUSED);
        assertThatThrownBy(() -> pages.storeNow(page(1, 20_000)))
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("No space left on device");
        pages.forget(handle);
        assertThat(pages.waitingBytes()).isZero();

        disk.heal();
        assertThat(pages.store(page(2, 10), notExpected())).isEqualTo(ScratchPages.REFUSED);
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(load(pages.store(page(2, 10), notExpected()))).isEqualTo(page(2, 10));
    }

    @Test
    void spaceIsLeftForOthers() throws Exception {
        disk.spaceLeft(10 << 20);
        pages = ScratchPages.open(disk, LIMIT, 8 << 20, nanoTime::get);
        pages.storeNow(page(1, 1 << 19));
        pages.storeNow(page(1, 1 << 19));

        assertThatThrownBy(() -> pages.storeNow(page(1, 1 << 19)))
                .hasRootCauseInstanceOf(IOException.class)
                .hasStackTraceContaining("No space for pages");
        assertThat(disk.usableBytes()).isGreaterThanOrEqualTo(8 << 20);
    }

    @Test
    void whatIsNotWhatWasStoredIsUnreadableAndNothingElse() throws Exception {
        open(disk);
        long flipped = pages.storeNow(page(1, 400));
        long failing = pages.storeNow(page(2, 400));
        long good = pages.storeNow(page(3, 400));
        long last = pages.storeNow(page(4, 400));
        disk.flip("pages", 8 * 100);
        disk.fail(Operation.READ, "pages", 2);
        disk.truncate("pages", 3 * 512 + 300);

        assertUnreadable(flipped, "not what was written");
        assertUnreadable(failing, "Input/output error");
        assertThat(load(good)).isEqualTo(page(3, 400));
        assertUnreadable(last, "only 300 bytes");
        assertThat(load(failing)).isEqualTo(page(2, 400));
        assertThatThrownBy(() -> pages.loadNow(flipped)).isInstanceOf(IOException.class);
    }

    @Test
    void theFileIsShortenedWhenItsEndIsFree() throws Exception {
        open(disk);
        List<Long> handles = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            handles.add(pages.storeNow(page(i, 200_000)));
        }
        assertThat(pages.fileBytes()).isEqualTo(10 << 20);
        handles.subList(4, 40).forEach(pages::forget);
        await(() -> pages.fileBytes() == 1 << 20 && disk.bytes("pages").length == 1 << 20);

        assertThat(load(handles.get(3))).isEqualTo(page(3, 200_000));
        long next = pages.storeNow(page(77, 200_000));
        assertThat(load(next)).isEqualTo(page(77, 200_000));
    }

    @Test
    void nothingIsLeftOfAnEarlierLife() throws Exception {
        disk.create("pages").close();
        disk.create("other").close();
        open(disk);
        assertThat(disk.list()).containsExactly("pages");
        assertThat(disk.bytes("pages")).isEmpty();
        long handle = pages.storeNow(page(1, 10));
        pages.close();

        assertThat(disk.list()).isEmpty();
        assertThat(pages.store(page(1, 10), notExpected())).isEqualTo(ScratchPages.REFUSED);
        assertUnreadable(handle, "closed");
        assertThatThrownBy(() -> pages.storeNow(page(1, 10))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> pages.loadNow(handle)).isInstanceOf(IOException.class);
    }

    @Test
    void whoWaitsIsToldWhenTheFileIsClosed() throws Exception {
        open(disk);
        long handle = pages.storeNow(page(1, 10));
        holdWrites();
        CompletableFuture<ByteBuffer> asked = ask(handle);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
            try {
                pages.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        await(() -> pages.store(page(3, 10), notExpected()) == ScratchPages.REFUSED);
        mayWrite.countDown();

        get(closing);
        assertThatThrownBy(() -> get(asked)).hasMessageContaining("closed");
    }

    /** However long the disk was full: who waits for pages to leave memory does so for nothing else. */
    @Test
    void pagesThatCouldNotBeWrittenAreWrittenWhenTheDiskHasSpaceAgain() throws Exception {
        open(disk);
        disk.spaceLeft(10_000);
        Map<Long, ByteBuffer> stored = new HashMap<>();
        while (pages.waitingBytes() + 21_000 <= LIMIT) {
            CompletableFuture<Long> unstored = new CompletableFuture<>();
            ByteBuffer page = page(stored.size(), 20_000);
            long handle = pages.store(page, (failed, cause) -> unstored.complete(failed));
            assertThat(handle).isNotEqualTo(ScratchPages.REFUSED);
            assertThat(get(unstored)).isEqualTo(handle);
            stored.put(handle, page);
            nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(2));
        }
        assertThat(pages.store(page(1, 20_000), notExpected())).isEqualTo(ScratchPages.REFUSED);
        disk.heal();
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(2));
        await(() -> pages.waitingBytes() == 0);
        for (Map.Entry<Long, ByteBuffer> page : stored.entrySet()) {
            assertThat(load(page.getKey())).isEqualTo(page.getValue());
        }
        assertThat(pages.store(page(1, 20_000), notExpected())).isNotEqualTo(ScratchPages.REFUSED);
    }

    @Test
    void nobodyWaitsForEverWhenTheThreadDies() throws Exception {
        open(disk);
        disk.cutAfter(0);
        assertThatThrownBy(() -> pages.storeNow(page(1, 10)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
        assertThat(pages.store(page(1, 10), notExpected())).isEqualTo(ScratchPages.REFUSED);
    }

    @Test
    void aTakerThatFailsHarmsNobodyElse() throws Exception {
        open(disk);
        long handle = pages.storeNow(page(1, 10));
        pages.load(handle, new ScratchPages.Taker() {
            @Override
            public void page(ByteBuffer page) {
                throw new IllegalStateException("meant to fail");
            }

            @Override
            public void unreadable(IOException cause) {
                throw new IllegalStateException("meant to fail");
            }
        });
        assertThat(load(handle)).isEqualTo(page(1, 10));
    }

    @Test
    void anyPageAtAnyTimeOnASimulatedDisk() throws Exception {
        anyPageAtAnyTime(disk);
        assertThat(disk.power().operations()).isGreaterThan(1_000);
    }

    @Test
    void anyPageAtAnyTimeOnARealDisk() throws Exception {
        anyPageAtAnyTime(FileDisk.open(directory.resolve("scratch")));
    }

    /** Four producers store, load and forget; each page must come back as it was. */
    private void anyPageAtAnyTime(Disk on) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        open(on);
        List<CompletableFuture<Void>> producers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(seed + i);
            producers.add(CompletableFuture.runAsync(() -> {
                try {
                    produce(random);
                } catch (Exception e) {
                    throw new AssertionError("seed " + seed, e);
                }
            }));
        }
        for (CompletableFuture<Void> producer : producers) {
            get(producer);
        }
        await(() -> pages.fileBytes() == 0);
        assertThat(pages.waitingBytes()).isZero();
    }

    private void produce(Random random) throws Exception {
        Map<Long, ByteBuffer> stored = new HashMap<>();
        List<Long> handles = new ArrayList<>();
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        for (int step = 0; step < 2_000; step++) {
            if (handles.size() < 100 && random.nextInt(5) < 3 || handles.isEmpty()) {
                ByteBuffer page = page(random.nextLong(), random.nextInt(40_000));
                long handle =
                        random.nextInt(4) == 0 ? pages.storeNow(page) : pages.store(page.duplicate(), notExpected());
                if (handle != ScratchPages.REFUSED) {
                    assertThat(stored.put(handle, page)).isNull();
                    handles.add(handle);
                }
                continue;
            }
            long handle = handles.get(random.nextInt(handles.size()));
            if (random.nextInt(4) == 0) {
                assertThat(pages.loadNow(handle)).isEqualTo(stored.get(handle));
            }
            CompletableFuture<ByteBuffer> asked = ask(handle);
            if (random.nextBoolean()) {
                pages.forget(handle);
                handles.remove(handle);
            }
            ByteBuffer page = stored.get(handle);
            answers.add(asked.thenAccept(loaded -> assertThat(loaded).isEqualTo(page)));
            if (random.nextInt(4) == 0) {
                get(asked);
            }
        }
        for (CompletableFuture<Void> answer : answers) {
            get(answer);
        }
        handles.forEach(pages::forget);
    }

    private void open(Disk on) throws IOException {
        pages = ScratchPages.open(on, LIMIT, 0, nanoTime::get);
    }

    /** Keeps the thread busy with a write until {@link #mayWrite} is counted down. */
    private void holdWrites() throws InterruptedException {
        CountDownLatch writing = new CountDownLatch(1);
        disk.hook((operation, file) -> {
            if (operation == Operation.WRITE) {
                writing.countDown();
                try {
                    mayWrite.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        pages.store(page(0, 1), notExpected());
        assertThat(writing.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private ScratchPages.Owner notExpected() {
        return (handle, cause) -> unexpected.add(cause);
    }

    private static ByteBuffer page(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private ByteBuffer load(long handle) throws Exception {
        return get(ask(handle));
    }

    private CompletableFuture<ByteBuffer> ask(long handle) {
        CompletableFuture<ByteBuffer> answer = new CompletableFuture<>();
        pages.load(handle, new ScratchPages.Taker() {
            @Override
            public void page(ByteBuffer page) {
                answer.complete(ByteBuffer.allocate(page.remaining()).put(page).flip());
            }

            @Override
            public void unreadable(IOException cause) {
                answer.completeExceptionally(cause);
            }
        });
        return answer;
    }

    private void assertUnreadable(long handle, String why) {
        assertThatThrownBy(() -> load(handle))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    private static <T> T get(CompletableFuture<T> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(20, TimeUnit.SECONDS);
    }

    private void awaitWritten() throws Exception {
        await(() -> pages.waitingBytes() == 0);
    }

    /** Something that becomes true soon. */
    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
