package io.leveret.persistence.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A directory of the file system.
 *
 * <p>A thread that is interrupted while it uses a file closes that file for everybody, as {@link FileChannel} says: do
 * not interrupt them.
 */
public final class FileDisk implements Disk {
    private final Path directory;
    private final FileStore store;

    private FileDisk(Path directory, FileStore store) {
        this.directory = directory;
        this.store = store;
    }

    /** Opens a directory; makes it, and those above it, if it is not there. */
    public static FileDisk open(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath();
        List<Path> parentsOfNew = new ArrayList<>();
        for (Path path = absolute; path.getParent() != null && Files.notExists(path); path = path.getParent()) {
            parentsOfNew.add(path.getParent());
        }
        Files.createDirectories(absolute);
        for (Path parent : parentsOfNew) {
            syncDirectory(parent);
        }
        return new FileDisk(absolute, Files.getFileStore(absolute));
    }

    @Override
    public List<String> list() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    names.add(entry.getFileName().toString());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return new Channel(FileChannel.open(
                path(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new Channel(FileChannel.open(path(name), StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(path(name));
    }

    @Override
    public void syncDirectory() throws IOException {
        syncDirectory(directory);
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public long usableBytes() throws IOException {
        return store.getUsableSpace();
    }

    @Override
    public long totalBytes() throws IOException {
        return store.getTotalSpace();
    }

    private Path path(String name) {
        return directory.resolve(DiskNames.checked(name));
    }

    @Override
    public String describe() {
        return directory.toString();
    }

    @Override
    public String toString() {
        return describe();
    }

    /**
     * One open file. Buffers on the heap are copied outside it by the channel, and what it copied to stays with the
     * thread: so no transfer is longer than {@link #TRANSFER_BYTES}.
     */
    private static final class Channel implements DiskFile {
        private static final int TRANSFER_BYTES = 1 << 20;

        private final FileChannel channel;

        Channel(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            int start = into.position();
            int end = into.limit();
            try {
                while (into.position() < end) {
                    into.limit(transferEnd(into, end));
                    if (channel.read(into, position + into.position() - start) < 0) {
                        break;
                    }
                }
            } finally {
                into.limit(end);
            }
            return into.position() - start;
        }

        @Override
        public void write(ByteBuffer[] buffers, int count, long position) throws IOException {
            // Only the writer uses the channel's own position: reads name theirs.
            channel.position(position);
            for (int first = 0; first < count; ) {
                if (!buffers[first].hasRemaining()) {
                    first++;
                    continue;
                }
                int last = first;
                long bytes = buffers[first].remaining();
                while (last + 1 < count && bytes + buffers[last + 1].remaining() <= TRANSFER_BYTES) {
                    last++;
                    bytes += buffers[last].remaining();
                }
                if (last > first) {
                    channel.write(buffers, first, last - first + 1);
                } else {
                    writeOne(buffers[first]);
                }
            }
        }

        private void writeOne(ByteBuffer buffer) throws IOException {
            int end = buffer.limit();
            try {
                buffer.limit(transferEnd(buffer, end));
                channel.write(buffer);
            } finally {
                buffer.limit(end);
            }
        }

        /** Where the next transfer of a buffer ends. */
        private static int transferEnd(ByteBuffer buffer, int end) {
            return buffer.position() + Math.min(end - buffer.position(), TRANSFER_BYTES);
        }

        @Override
        public void sync() throws IOException {
            // Without the times of the file, yet with its size: what is needed to read the data.
            channel.force(false);
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
