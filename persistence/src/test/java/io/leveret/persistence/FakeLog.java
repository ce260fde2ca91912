package io.leveret.persistence;

import io.leveret.persistence.disk.Disk;
import io.leveret.persistence.disk.DiskFile;
import io.leveret.persistence.disk.PowerCut;
import io.leveret.persistence.log.LogListener;
import io.leveret.persistence.log.LogPosition;
import io.leveret.persistence.log.LogWriter;
import io.leveret.persistence.log.LoggedBody;
import io.leveret.persistence.log.RecordKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.zip.CRC32C;

/**
 * A log of definitions alone that keeps the rules which definitions rely on: what was submitted is on disk in its order
 * after {@link #step}, a start shows what was synced and perhaps more, and files before the checkpoint go one by one,
 * in no order. Driven by hand, or by a thread of its own.
 */
final class FakeLog implements DefinitionsLog, LogWriter, AutoCloseable {
    private static final int HEADER_BYTES = 2 * Integer.BYTES;

    private final Disk disk;
    private final int fileBytes;
    private final List<byte[]> collected = new ArrayList<>();
    private final List<byte[]> submitted = new ArrayList<>();
    private LogListener listener;
    private long ticket;
    private long submittedTicket;
    private long generation;
    private int offset;
    private DiskFile file;
    private LogPosition position;
    private LogPosition checkpointed = CheckpointMark.NOWHERE;
    private int submits;
    private Thread thread;
    private boolean ending;

    FakeLog(Disk disk, int fileBytes) {
        this.disk = disk;
        this.fileBytes = fileBytes;
    }

    /** Shows what there is, then begins a new file. */
    FakeLog open(Consumer<ByteBuffer> replay) throws IOException {
        for (String name : disk.list()) {
            generation = Long.parseLong(name);
            try (DiskFile old = disk.open(name)) {
                show(old, replay);
            }
        }
        roll();
        return this;
    }

    private static void show(DiskFile old, Consumer<ByteBuffer> replay) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) old.size());
        old.read(bytes, 0);
        bytes.flip();
        while (bytes.remaining() >= HEADER_BYTES) {
            int length = bytes.getInt();
            int checksum = bytes.getInt();
            if (length <= 0 || length > bytes.remaining()) {
                return;
            }
            ByteBuffer record = bytes.slice(bytes.position(), length);
            if (checksum(record) != checksum) {
                return;
            }
            bytes.position(bytes.position() + length);
            replay.accept(record);
        }
    }

    private static int checksum(ByteBuffer record) {
        CRC32C crc = new CRC32C();
        crc.update(record.duplicate());
        return (int) crc.getValue();
    }

    private void roll() throws IOException {
        if (file != null) {
            file.close();
        }
        generation++;
        offset = 0;
        file = disk.create(String.format("%08d", generation));
        disk.syncDirectory();
        position = new LogPosition(generation, 0);
    }

    /** Writes and syncs on a thread of its own from here on. */
    FakeLog threaded() {
        thread = new Thread(
                () -> {
                    try {
                        while (await()) {
                            step();
                        }
                    } catch (PowerCut e) {
                        return; // nothing more will be durable
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                "fake-log");
        thread.start();
        return this;
    }

    private synchronized boolean await() {
        while (submitted.isEmpty() && !ending) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return !submitted.isEmpty();
    }

    /** Writes and syncs what was submitted. */
    void step() throws IOException {
        List<byte[]> records;
        long upTo;
        synchronized (this) {
            records = new ArrayList<>(submitted);
            submitted.clear();
            upTo = submittedTicket;
        }
        if (records.isEmpty()) {
            return;
        }
        if (offset >= fileBytes) {
            synchronized (this) {
                roll();
            }
        }
        for (byte[] record : records) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            header.putInt(record.length)
                    .putInt(checksum(ByteBuffer.wrap(record)))
                    .flip();
            file.write(new ByteBuffer[] {header, ByteBuffer.wrap(record)}, 2, offset);
            offset += HEADER_BYTES + record.length;
        }
        file.sync();
        synchronized (this) {
            position = new LogPosition(generation, offset);
        }
        listener.durable(upTo);
    }

    /** Deletes those files before the checkpoint that the predicate names. */
    void cut(LongPredicate dies) throws IOException {
        for (String name : disk.list()) {
            long old = Long.parseLong(name);
            if (old < checkpointed().generation() && dies.test(old)) {
                disk.delete(name);
            }
        }
        disk.syncDirectory();
    }

    synchronized LogPosition checkpointed() {
        return checkpointed;
    }

    synchronized int submits() {
        return submits;
    }

    @Override
    public LogWriter writer(LogListener told) {
        listener = told;
        return this;
    }

    @Override
    public synchronized LogPosition position() {
        return position;
    }

    @Override
    public synchronized void checkpointed(LogPosition upTo) {
        if (upTo.compareTo(position) > 0) {
            throw new AssertionError(upTo + " is not reached, only " + position);
        }
        checkpointed = upTo;
    }

    @Override
    public void definitions(byte[] changes) {
        synchronized (this) {
            collected.add(changes);
        }
    }

    @Override
    public synchronized long ticket() {
        return collected.isEmpty() ? ticket : ticket + 1;
    }

    @Override
    public synchronized void submit() {
        if (!collected.isEmpty()) {
            submitMarker();
        }
    }

    @Override
    public synchronized long submitMarker() {
        submits++;
        submitted.addAll(collected);
        collected.clear();
        submittedTicket = ++ticket;
        notifyAll();
        return ticket;
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            ending = true;
            notifyAll();
        }
        if (thread != null) {
            Waits.join(thread);
        }
        file.close();
    }

    // ---- what definitions have no use for

    @Override
    public ByteBuffer beginBody(LoggedBody body, int bodySize, int size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ByteBuffer begin(RecordKind kind, long stream, int sequence, long item, int maxSize) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ByteBuffer beginAdd(long stream, int sequence, long item, long bodyId, boolean passing, int maxSize) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void dropUpTo(long stream, int sequence, long upToItem, long[] except) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void awaitParts(int others) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void endPart() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void end() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void letGo(LoggedBody body, int bodySize) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void letGoUntaken(LoggedBody body, int bodySize) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void letGo(long place, int holders, int bodySize) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void letGoAll(long bodyGeneration, int entries, long weight) {
        throw new UnsupportedOperationException();
    }
}
