package io.leveret.persistence.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A disk in memory that loses power, bits and patience when it is told to. Any thread.
 *
 * <p>It keeps what was synced and, apart from it, all that was done since; {@link #powerCut} makes of both a disk as it
 * may be found afterwards. The same calls and the same seed give the same disk. Space is taken by the sizes of files
 * and given back by deleting and truncating: writing where a file has bytes already needs none.
 */
public final class SimDisk implements Disk {
    /** What can be waited for and what can fail. All but reading is counted by {@link SimPower}. */
    public enum Operation {
        CREATE,
        RENAME,
        DELETE,
        SYNC_DIRECTORY,
        READ,
        WRITE,
        TRUNCATE,
        SYNC
    }

    /** Is called on the thread that asks for an operation, before it is counted and done. May block. */
    public interface Hook {
        /** @param file its name; empty for the directory */
        void before(Operation operation, String file);
    }

    /** The {@code nth} such operation from now on fails, or it and all that follow. */
    private static final class Failure {
        final Operation operation;
        final String file;
        final boolean lasting;
        final int bytes;
        int left;

        /** Whether the operation takes place all the same. */
        boolean done;

        Failure(Operation operation, String file, int nth, boolean lasting, int bytes) {
            this.operation = operation;
            this.file = file;
            this.left = nth;
            this.lasting = lasting;
            this.bytes = bytes;
        }

        boolean strikes(Operation tried, String of) {
            if (tried != operation || !of.equals(file)) {
                return false;
            }
            left--;
            return left == 0 || left < 0 && lasting;
        }
    }

    /** One change of the directory; {@code file} has the name {@code to} after it, or is gone if that is null. */
    private record Entry(String from, String to, SimFile file) {
        void apply(Map<String, SimFile> directory) {
            if (from != null) {
                directory.remove(from);
            }
            if (to != null) {
                directory.put(to, file);
            }
        }
    }

    private static final long TOTAL_BYTES = 1L << 40;

    private final SimPower power;
    private final Map<String, SimFile> seen = new TreeMap<>();
    private final Map<String, SimFile> lasting = new TreeMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private volatile Hook hook = (operation, file) -> {};
    private long totalBytes = TOTAL_BYTES;
    private int openFiles;

    public SimDisk() {
        this(new SimPower());
    }

    /** A disk of a machine that may have others. */
    public SimDisk(SimPower power) {
        this.power = power;
    }

    public SimPower power() {
        return power;
    }

    // ---- as a disk

    @Override
    public List<String> list() throws IOException {
        synchronized (power) {
            power.check();
            return List.copyOf(seen.keySet());
        }
    }

    @Override
    public DiskFile create(String name) throws IOException {
        begin(Operation.CREATE, DiskNames.checked(name));
        synchronized (power) {
            count(Operation.CREATE, name);
            if (seen.containsKey(name)) {
                throw new FileAlreadyExistsException(name);
            }
            SimFile file = new SimFile(name);
            change(new Entry(null, name, file));
            return new Handle(file);
        }
    }

    @Override
    public DiskFile open(String name) throws IOException {
        DiskNames.checked(name);
        synchronized (power) {
            power.check();
            return new Handle(find(name));
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        DiskNames.checked(to);
        begin(Operation.RENAME, DiskNames.checked(from));
        synchronized (power) {
            power.count();
            Failure failure = failing(Operation.RENAME, from);
            if (failure != null && !failure.done) {
                throw error();
            }
            SimFile file = find(from);
            if (!from.equals(to)) {
                file.name = to;
                change(new Entry(from, to, file));
            }
            if (failure != null) {
                throw error();
            }
        }
    }

    @Override
    public void delete(String name) throws IOException {
        begin(Operation.DELETE, DiskNames.checked(name));
        synchronized (power) {
            count(Operation.DELETE, name);
            if (seen.containsKey(name)) {
                change(new Entry(name, null, null));
            }
        }
    }

    @Override
    public void syncDirectory() throws IOException {
        begin(Operation.SYNC_DIRECTORY, "");
        synchronized (power) {
            count(Operation.SYNC_DIRECTORY, "");
            entries.forEach(entry -> entry.apply(lasting));
            entries.clear();
        }
    }

    @Override
    public long usableBytes() throws IOException {
        synchronized (power) {
            power.check();
            return Math.max(0, totalBytes - usedBytes());
        }
    }

    @Override
    public long totalBytes() throws IOException {
        synchronized (power) {
            power.check();
            return totalBytes;
        }
    }

    private void change(Entry entry) {
        entry.apply(seen);
        entries.add(entry);
    }

    private SimFile find(String name) throws NoSuchFileException {
        SimFile file = seen.get(name);
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    private long usedBytes() {
        return seen.values().stream().mapToLong(file -> file.seen().size()).sum();
    }

    /** Outside the lock, so that whoever waits in the hook lets others go on. */
    private void begin(Operation operation, String file) {
        synchronized (power) {
            power.check();
        }
        hook.before(operation, file);
    }

    private void count(Operation operation, String file) throws IOException {
        power.count();
        Failure failure = failing(operation, file);
        if (failure != null) {
            throw error();
        }
    }

    private Failure failing(Operation operation, String file) {
        Failure struck = null;
        for (Failure failure : failures) {
            if (failure.strikes(operation, file)) {
                struck = failure;
            }
        }
        return struck;
    }

    private static IOException error() {
        return new IOException("Input/output error");
    }

    // ---- what a test may do to it

    /** Calls {@code next} before each operation, instead of what was called so far. */
    public void hook(Hook next) {
        hook = next;
    }

    /** See {@link SimPower#cutAfter}. */
    public void cutAfter(long operations) {
        power.cutAfter(operations);
    }

    /** {@link #powerCut(Random, boolean, SimPower)} of a machine's only disk, without garbage. */
    public SimDisk powerCut(Random random) {
        return powerCut(random, false, new SimPower());
    }

    /**
     * The disk as it may be found if the power goes off now; this one stays as it is. What was synced is there. Of what
     * was not, each sector of 512 bytes may be there, or not, or its half; sizes may be anywhere between; files may not
     * have been created, renamed or deleted, in the order of what was done to each name.
     *
     * @param garbage whether sectors that were being written may also hold anything
     * @param next what the disk found is to hang on
     */
    public SimDisk powerCut(Random random, boolean garbage, SimPower next) {
        SimDisk found = new SimDisk(next);
        synchronized (power) {
            found.totalBytes = totalBytes;
            Map<String, SimFile> directory = new TreeMap<>(lasting);
            Set<String> lost = new HashSet<>();
            int keptOfTen = random.nextInt(11);
            for (Entry entry : entries) {
                boolean possible = !lost.contains(entry.from) && !lost.contains(entry.to);
                if (possible && random.nextInt(10) < keptOfTen) {
                    entry.apply(directory);
                } else {
                    lost.add(entry.from);
                    lost.add(entry.to);
                    lost.remove(null);
                }
            }
            directory.forEach((name, file) -> found.settled(name, file.powerCut(random, garbage)));
        }
        return found;
    }

    /** A disk that was left as this is, with all that is not synced, no failures and the power on. */
    public SimDisk copy() {
        return copy(new SimPower());
    }

    /** The same of a machine that may have others. */
    public SimDisk copy(SimPower next) {
        SimDisk copy = new SimDisk(next);
        synchronized (power) {
            Map<SimFile, SimFile> copies = new IdentityHashMap<>();
            seen.forEach((name, file) -> copy.seen.put(name, copies.computeIfAbsent(file, SimFile::copy)));
            lasting.forEach((name, file) -> copy.lasting.put(name, copies.computeIfAbsent(file, SimFile::copy)));
            for (Entry entry : entries) {
                SimFile file = entry.file == null ? null : copies.computeIfAbsent(entry.file, SimFile::copy);
                copy.entries.add(new Entry(entry.from, entry.to, file));
            }
            copy.totalBytes = totalBytes;
        }
        return copy;
    }

    private void settled(String name, SimFile file) {
        file.name = name;
        seen.put(name, file);
        lasting.put(name, file);
    }

    /** Files may grow by so many bytes in all, after that there is no space left on the device. */
    public void spaceLeft(long bytes) {
        synchronized (power) {
            totalBytes = usedBytes() + bytes;
        }
    }

    /** The {@code nth} (from 1) such operation on a file from now on fails and does nothing. */
    public void fail(Operation operation, String file, int nth) {
        add(new Failure(operation, file, nth, false, 0));
    }

    /** The same, and all operations of the kind on the file that follow. */
    public void failFrom(Operation operation, String file, int nth) {
        add(new Failure(operation, file, nth, true, 0));
    }

    /** The {@code nth} (from 1) write to a file fails after so many bytes. */
    public void shortWrite(String file, int nth, int bytes) {
        add(new Failure(Operation.WRITE, file, nth, false, bytes));
    }

    /** The {@code nth} (from 1) renaming of a file takes place, and reports an error. */
    public void failRenamed(String file, int nth) {
        Failure failure = new Failure(Operation.RENAME, file, nth, false, 0);
        failure.done = true;
        add(failure);
    }

    private void add(Failure failure) {
        synchronized (power) {
            failures.add(failure);
        }
    }

    /** All that was ordered to fail works again, and there is space. */
    public void heal() {
        synchronized (power) {
            failures.clear();
            totalBytes = TOTAL_BYTES;
        }
    }

    /** Turns over one bit of a file (0 the lowest of its first byte); all that was written to it counts as synced. */
    public void flip(String name, long bit) throws IOException {
        synchronized (power) {
            SimFile file = find(name);
            file.settle();
            file.seen().flip(bit);
            file.lasting().flip(bit);
        }
    }

    /** Cuts a file, or lengthens it with zeros; all that was written to it counts as synced. */
    public void truncate(String name, int size) throws IOException {
        synchronized (power) {
            SimFile file = find(name);
            file.resize(size);
            file.settle();
        }
    }

    /** What a file holds, synced or not. */
    public byte[] bytes(String name) throws IOException {
        synchronized (power) {
            return find(name).seen().toArray();
        }
    }

    /** Whether nothing would be lost by a power cut. */
    public boolean isSynced() {
        synchronized (power) {
            return entries.isEmpty() && seen.values().stream().allMatch(SimFile::isSynced);
        }
    }

    /** Files that were opened and not closed. */
    public int openFiles() {
        synchronized (power) {
            return openFiles;
        }
    }

    /** One open file. */
    private final class Handle implements DiskFile {
        private final SimFile file;
        private boolean closed;

        Handle(SimFile file) {
            this.file = file;
            openFiles++;
        }

        @Override
        public long size() throws IOException {
            synchronized (power) {
                check();
                return file.seen().size();
            }
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            begin(Operation.READ, file.name);
            synchronized (power) {
                check();
                if (failing(Operation.READ, file.name) != null) {
                    throw error();
                }
                return file.seen().read(into, position);
            }
        }

        @Override
        public void write(ByteBuffer[] buffers, int count, long position) throws IOException {
            begin(Operation.WRITE, file.name);
            synchronized (power) {
                check();
                power.count();
                byte[] data = gather(buffers, count);
                if (position + data.length > Integer.MAX_VALUE) {
                    throw new IOException("File too large");
                }
                Failure failure = failing(Operation.WRITE, file.name);
                int bytes = (int) Math.min(data.length, failure == null ? room(position) : failure.bytes);
                if (bytes > 0) {
                    file.write(bytes == data.length ? data : Arrays.copyOf(data, bytes), (int) position);
                }
                if (failure != null) {
                    throw error();
                }
                if (bytes < data.length) {
                    throw new IOException("No space left on device");
                }
            }
        }

        /** How many bytes can be written from a position on. */
        private long room(long position) {
            long free = Math.max(0, totalBytes - usedBytes());
            return Math.max(0, file.seen().size() + free - position);
        }

        private byte[] gather(ByteBuffer[] buffers, int count) {
            int length = 0;
            for (int i = 0; i < count; i++) {
                length += buffers[i].remaining();
            }
            byte[] data = new byte[length];
            int at = 0;
            for (int i = 0; i < count; i++) {
                int remaining = buffers[i].remaining();
                buffers[i].get(data, at, remaining);
                at += remaining;
            }
            return data;
        }

        @Override
        public void sync() throws IOException {
            begin(Operation.SYNC, file.name);
            synchronized (power) {
                check();
                power.count();
                if (failing(Operation.SYNC, file.name) != null) {
                    file.syncFailed();
                    throw error();
                }
                file.sync();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            begin(Operation.TRUNCATE, file.name);
            synchronized (power) {
                check();
                SimDisk.this.count(Operation.TRUNCATE, file.name);
                if (size < file.seen().size()) {
                    file.resize((int) size);
                }
            }
        }

        private void check() throws IOException {
            power.check();
            if (closed) {
                throw new ClosedChannelException();
            }
        }

        /** Works without power too: it is the program that closes. */
        @Override
        public void close() {
            synchronized (power) {
                openFiles -= closed ? 0 : 1;
                closed = true;
            }
        }
    }
}
