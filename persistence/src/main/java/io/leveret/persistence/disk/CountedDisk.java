package io.leveret.persistence.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Another disk, of which is counted how often it is read, written and synced. What fails is counted, too. */
public record CountedDisk(Disk disk, DiskUse use) implements Disk {
    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return new CountedFile(disk.create(name), use);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new CountedFile(disk.open(name), use);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        disk.delete(name);
    }

    @Override
    public void syncDirectory() throws IOException {
        long beganNanos = System.nanoTime();
        try {
            disk.syncDirectory();
        } finally {
            use.synced(beganNanos);
        }
    }

    @Override
    public long usableBytes() throws IOException {
        return disk.usableBytes();
    }

    @Override
    public long totalBytes() throws IOException {
        return disk.totalBytes();
    }

    @Override
    public String describe() {
        return disk.describe();
    }

    private record CountedFile(DiskFile file, DiskUse use) implements DiskFile {
        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            long beganNanos = System.nanoTime();
            int before = into.position();
            try {
                return file.read(into, position);
            } finally {
                use.reads().count(into.position() - before, beganNanos);
            }
        }

        @Override
        public void write(ByteBuffer[] buffers, int count, long position) throws IOException {
            long sizeBytes = 0;
            for (int i = 0; i < count; i++) {
                sizeBytes += buffers[i].remaining();
            }
            long beganNanos = System.nanoTime();
            try {
                file.write(buffers, count, position);
            } finally {
                use.writes().count(sizeBytes, beganNanos);
            }
        }

        @Override
        public void sync() throws IOException {
            long beganNanos = System.nanoTime();
            try {
                file.sync();
            } finally {
                use.synced(beganNanos);
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
