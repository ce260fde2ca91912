package io.leveret.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system for H2 whose power can be cut: from a chosen operation on everything fails, and what was written since
 * the last sync survives in pages chosen at random. One file at a time; files lie on the real disk.
 */
public final class PowerCutPath extends FilePathWrapper {
    static final String SCHEME = "powercut";
    private static final int PAGE = 4096;

    /** One write of at most a page, or (data null) a change of the size. */
    private record Pending(long position, byte[] data) {}

    /** What the disk has of one file, and what it may lose. */
    private static final class State {
        private byte[] durable = new byte[0];
        private int sizeBytes;
        private final List<Pending> pending = new ArrayList<>();

        private void remember(long position, byte[] data) {
            for (int from = 0; from < data.length; ) {
                int to = (int) Math.min(data.length, from + PAGE - (position + from) % PAGE);
                pending.add(new Pending(position + from, Arrays.copyOfRange(data, from, to)));
                from = to;
            }
        }

        private void synced() {
            apply(pending);
            pending.clear();
        }

        private void apply(List<Pending> writes) {
            for (Pending write : writes) {
                if (write.data == null) {
                    sizeBytes = (int) write.position;
                    continue;
                }
                int end = (int) write.position + write.data.length;
                if (end > durable.length) {
                    durable = Arrays.copyOf(durable, 2 * end);
                }
                if (write.position > sizeBytes) {
                    Arrays.fill(durable, sizeBytes, (int) write.position, (byte) 0);
                }
                System.arraycopy(write.data, 0, durable, (int) write.position, write.data.length);
                sizeBytes = Math.max(sizeBytes, end);
            }
        }
    }

    private static final Map<String, State> states = new ConcurrentHashMap<>();
    private static int operationsLeft = Integer.MAX_VALUE;
    private static int syncs;
    private static boolean writable = true;
    private static volatile Runnable beforeSync = () -> {};

    static void install() {
        FilePath.register(new PowerCutPath());
    }

    /** Power on, with the file as it lies on the disk. */
    static synchronized void powerOn(Path file) throws IOException {
        states.clear();
        State state = state(file.toAbsolutePath().toString());
        state.durable = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        state.sizeBytes = state.durable.length;
        operationsLeft = Integer.MAX_VALUE;
        syncs = 0;
        writable = true;
        beforeSync = () -> {};
    }

    /** Power off at the n-th write, truncation, renaming or sync from now on. */
    static synchronized void cutAt(int operation) {
        operationsLeft = operation;
    }

    static synchronized void writable(boolean allowed) {
        writable = allowed;
    }

    /** What runs on the writing thread before each sync. */
    static void beforeSync(Runnable action) {
        beforeSync = action;
    }

    static synchronized int syncs() {
        return syncs;
    }

    static synchronized boolean isOff() {
        return operationsLeft <= 0;
    }

    /** What the disk holds after the cut: all that was synced, and any of the pages written since. */
    static synchronized void lose(Path file, Random random) throws IOException {
        State state = state(file.toAbsolutePath().toString());
        int keptOfTen = random.nextInt(11);
        state.apply(state.pending.stream()
                .filter(write -> random.nextInt(10) < keptOfTen)
                .toList());
        Files.write(file, Arrays.copyOf(state.durable, state.sizeBytes));
        operationsLeft = Integer.MAX_VALUE;
    }

    private static synchronized void count() throws IOException {
        if (--operationsLeft <= 0) {
            throw new IOException("no power");
        }
    }

    private static State state(String name) {
        return states.computeIfAbsent(name, n -> new State());
    }

    @Override
    public void moveTo(FilePath target, boolean atomicReplace) {
        synchronized (PowerCutPath.class) {
            try {
                count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            String from = getBase().toString();
            String to = target.unwrap().toString();
            super.moveTo(target, atomicReplace);
            State moved = states.remove(from);
            if (moved != null) {
                states.put(to, moved);
            }
        }
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public boolean canWrite() {
        return writable;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Channel(getBase().open(mode), state(getBase().toString()));
    }

    private static final class Channel extends FileBaseDefault {
        private final FileChannel base;
        private final State state;

        Channel(FileChannel base, State state) {
            this.base = base;
            this.state = state;
        }

        @Override
        public long size() throws IOException {
            return base.size();
        }

        @Override
        public synchronized int read(ByteBuffer target, long position) throws IOException {
            return base.read(target, position);
        }

        @Override
        public synchronized int write(ByteBuffer source, long position) throws IOException {
            count();
            byte[] data = new byte[source.remaining()];
            source.duplicate().get(data);
            state.remember(position, data);
            return base.write(source, position);
        }

        @Override
        protected void implTruncate(long size) {
            try {
                count();
                if (size < base.size()) {
                    state.pending.add(new Pending(size, null));
                    base.truncate(size);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void force(boolean metaData) throws IOException {
            beforeSync.run();
            count();
            state.synced();
            syncs++;
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return base.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            base.close();
        }
    }
}
