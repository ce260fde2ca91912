package io.leveret.broker.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The directory in which a node keeps everything, held by one process from {@link #open} to {@link #close}.
 *
 * <p>The lock is one of the operating system on the file {@code lock}: it goes with the process, however that ends, so
 * nothing has to be cleaned up after a crash. The file holds the owner's process id for the error text alone.
 */
public final class DataDirectory implements AutoCloseable {
    /** The layout this version writes and reads. */
    static final int FORMAT_VERSION = 1;

    /** What this process holds. POSIX drops a process's lock when it closes any handle of the file: open no second. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final NodeName name;
    private final FileChannel lockChannel;

    private DataDirectory(Path path, NodeName name, FileChannel lockChannel) {
        this.path = path;
        this.name = name;
        this.lockChannel = lockChannel;
    }

    /**
     * Takes the directory, making it when there is none.
     *
     * @param path the directory; its parents are made too
     * @param wanted the node name an operator asks for; empty when none
     * @param byDefault the name a new directory gets when none is asked for
     * @param clock dates a new directory
     * @throws DataDirectoryException when another process has it, a newer version wrote it, it belongs to another node,
     *     it is not a data directory, or the disk refuses
     */
    public static DataDirectory open(Path path, Optional<NodeName> wanted, NodeName byDefault, Clock clock)
            throws DataDirectoryException {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            makeDirectory(absolute);
            refuseForeign(absolute);
            FileChannel lockChannel = lock(absolute);
            DataDirectory opened = null;
            try {
                opened = new DataDirectory(absolute, nodeName(absolute, wanted, byDefault, clock), lockChannel);
                return opened;
            } finally {
                if (opened == null) {
                    release(absolute, lockChannel);
                }
            }
        } catch (IOException e) {
            throw new DataDirectoryException("the data directory " + absolute + " cannot be used: " + reason(e), e);
        }
    }

    /** Exceptions of the file system have a path for a message; the class says what is wrong with it. */
    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return e.getMessage() + " does not exist and cannot be made";
        }
        if (e instanceof FileAlreadyExistsException) {
            return e.getMessage() + " is there and is no directory";
        }
        return e instanceof AccessDeniedException ? "no permission for " + e.getMessage() : e.getMessage();
    }

    private static void makeDirectory(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            // Messages and password hashes lie here: for the owner alone, whatever the umask says.
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(path);
        }
    }

    private static void refuseForeign(Path path) throws IOException, DataDirectoryException {
        if (Files.exists(path.resolve("node.json")) || Files.exists(path.resolve("lock"))) {
            return;
        }
        try (Stream<Path> entries = Files.list(path)) {
            if (entries.anyMatch(entry -> !entry.getFileName().toString().equals("lost+found"))) {
                throw new DataDirectoryException(
                        path + " is not empty and is no data directory; name an empty one, or one that does not exist");
            }
        }
    }

    private static FileChannel lock(Path path) throws IOException, DataDirectoryException {
        Path real = path.toRealPath();
        if (!HELD.add(real)) {
            throw new DataDirectoryException("the data directory " + path + " is in use by this process already");
        }
        FileChannel channel = null;
        FileLock lock = null;
        try {
            channel = FileChannel.open(
                    path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            lock = channel.tryLock();
            if (lock == null) {
                throw inUse(path);
            }
            String pid = ProcessHandle.current().pid() + "\n";
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            return channel;
        } finally {
            if (lock == null) {
                HELD.remove(real);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    private static DataDirectoryException inUse(Path path) throws IOException {
        String owner = Files.readString(path.resolve("lock"), StandardCharsets.ISO_8859_1)
                .strip();
        return new DataDirectoryException("the data directory " + path + " is in use by another process"
                + (owner.isEmpty() ? "" : ", pid " + owner));
    }

    private static NodeName nodeName(Path path, Optional<NodeName> wanted, NodeName byDefault, Clock clock)
            throws IOException, DataDirectoryException {
        Path file = path.resolve("node.json");
        if (!Files.exists(file)) {
            NodeName name = wanted.orElse(byDefault);
            new NodeFile(name, FORMAT_VERSION, clock.instant().truncatedTo(ChronoUnit.MILLIS)).write(file);
            return name;
        }
        String json = Files.readString(file);
        int version = NodeFile.formatVersion(json).orElseThrow(() -> damaged(file));
        if (version > FORMAT_VERSION) {
            throw new DataDirectoryException("the data directory " + path + " is of format " + version
                    + ", written by a newer version; this one reads formats up to " + FORMAT_VERSION);
        }
        NodeName kept;
        try {
            kept = NodeFile.parse(json).name();
        } catch (IllegalArgumentException e) {
            throw damaged(file);
        }
        if (wanted.isPresent() && !wanted.get().equals(kept)) {
            throw new DataDirectoryException("the data directory " + path + " belongs to node " + kept
                    + ", but the node name asked for is " + wanted.get());
        }
        return kept;
    }

    private static DataDirectoryException damaged(Path file) {
        return new DataDirectoryException(file + " is damaged: expected"
                + " {\"name\":\"NAME@HOST\",\"format_version\":" + FORMAT_VERSION + ",\"created\":\"TIME\"}");
    }

    private static void release(Path path, FileChannel lockChannel) throws IOException {
        lockChannel.close();
        HELD.remove(path.toRealPath());
    }

    /** The directory, absolute. */
    public Path path() {
        return path;
    }

    /** The node it belongs to. */
    public NodeName nodeName() {
        return name;
    }

    /** Lets another process have the directory. Everything in it must be closed by then. */
    @Override
    public void close() throws IOException {
        if (lockChannel.isOpen()) {
            release(path, lockChannel);
        }
    }
}
