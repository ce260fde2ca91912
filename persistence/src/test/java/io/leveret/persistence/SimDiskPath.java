package io.leveret.persistence;

import io.leveret.persistence.disk.DiskFile;
import io.leveret.persistence.disk.SimDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A file system for H2 on a simulated disk, one at a time. Files are known by the last part of their names. */
public final class SimDiskPath extends FilePathWrapper {
    static final String SCHEME = "simdisk";
    private static volatile SimDisk disk;

    /** Lets H2 write to a disk, whatever was there before. */
    static void mount(SimDisk mounted) {
        FilePath.register(new SimDiskPath());
        disk = mounted;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    private String file() {
        return getName();
    }

    @Override
    public boolean exists() {
        try {
            return disk.list().contains(file()) || getBase().isDirectory();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean canWrite() {
        return true;
    }

    @Override
    public long size() {
        try (DiskFile opened = disk.open(file())) {
            return opened.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void delete() {
        try {
            disk.delete(file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void moveTo(FilePath target, boolean atomicReplace) {
        try {
            disk.rename(file(), target.getName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Channel(disk.list().contains(file()) ? disk.open(file()) : disk.create(file()));
    }

    private static final class Channel extends FileBaseDefault {
        private final DiskFile file;

        Channel(DiskFile file) {
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            int read = file.read(target, position);
            return read == 0 && target.hasRemaining() ? -1 : read;
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            int bytes = source.remaining();
            file.write(new ByteBuffer[] {source}, 1, position);
            return bytes;
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            file.sync();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            return new Lock(this, position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }

    /** Always got: a test has its disk to itself. */
    private static final class Lock extends FileLock {
        Lock(FileChannel channel, long position, long size, boolean shared) {
            super(channel, position, size, shared);
        }

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public void release() {}
    }
}
