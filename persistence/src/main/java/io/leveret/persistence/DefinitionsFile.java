package io.leveret.persistence;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.h2.store.fs.FilePath;

/**
 * The file of the definitions: one sorted map in H2's key-value store. One thread at a time.
 *
 * <p>H2 checks its own structure but not the bytes of a record, so each value carries a CRC32C over key and value, and
 * one more record, the seal, carries the format's version, the number of records and the sum of their checksums. It
 * changes in the same commit as they do. A file that opens is therefore exactly what some commit left.
 *
 * <p>The file only grows: H2 can reuse the space of old commits, but it overwrites them before the file's header has
 * ceased to refer to them, and a power cut at that moment takes it back to a much older commit. When the file has grown
 * to a multiple of what it holds, everything is written to a new one, which takes its place.
 *
 * <p>Keys are the kind as one character, then the key; the seal has the empty key. A value is its checksum (4 bytes),
 * then the bytes given.
 */
final class DefinitionsFile {
    static final String NAME = "definitions.mv.db";

    private static final byte FORMAT = 1;
    private static final int SEAL_BYTES = Integer.BYTES + 1 + 2 * Long.BYTES;
    private static final String SEAL = "";
    private static final String MAP = "definitions";
    private static final int CACHE_MIB = 4;
    static final long REWRITE_MIN_BYTES = 16L << 20;
    private static final int REWRITE_FACTOR = 4;

    private final FilePath path;
    private final DirectorySync directory;
    private final long rewriteMinBytes;
    private MVStore store;
    private MVMap<String, byte[]> records;
    private long count;
    private long checksumSum;
    private long rewriteAtBytes;

    /** Makes the renaming of files in the directory lasting. */
    interface DirectorySync {
        void sync() throws IOException;
    }

    private DefinitionsFile(FilePath path, DirectorySync directory, long rewriteMinBytes) {
        this.path = path;
        this.directory = directory;
        this.rewriteMinBytes = rewriteMinBytes;
    }

    /**
     * Opens the file in a directory, or creates it, and checks every record in it.
     *
     * @param scheme what H2 shall put between itself and the disk, with its colon; empty for nothing
     * @param rewriteMinBytes the size below which the file is not rewritten
     * @throws IOException it is in use, damaged, of a newer version or not to be read; the text says which
     */
    static DefinitionsFile open(Path directory, String scheme, long rewriteMinBytes) throws IOException {
        return open(directory, scheme, rewriteMinBytes, () -> syncDirectory(directory));
    }

    /** The same where the directory is synced in another way. */
    static DefinitionsFile open(Path directory, String scheme, long rewriteMinBytes, DirectorySync sync)
            throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("the data directory " + directory + " does not exist");
        }
        FilePath path = FilePath.get(scheme + directory.resolve(NAME).toAbsolutePath());
        DefinitionsFile file = new DefinitionsFile(path, sync, rewriteMinBytes);
        if (path.exists()) {
            file.openExisting();
        } else {
            file.rewrite();
        }
        return file;
    }

    private void openExisting() throws IOException {
        if (path.size() == 0) {
            throw damaged("it is empty", null);
        }
        store = openStore(path.toString());
        try {
            if (store.isReadOnly()) {
                throw new IOException("the definitions in " + path + " cannot be written: no permission");
            }
            if (!store.hasMap(MAP)) {
                throw damaged("it holds no definitions", null);
            }
            records = openRecords(store);
            check();
            scheduleRewrite();
        } catch (IOException e) {
            close();
            throw e;
        } catch (RuntimeException | OutOfMemoryError | AssertionError e) { // damaged pages announce lengths at random
            close();
            throw damaged(e.toString(), e);
        }
    }

    /**
     * Writes all records to a new file, which then takes the old one's place. It has another name until it is whole and
     * on disk, so the file under the real name always was whole once.
     */
    private void rewrite() throws IOException {
        FilePath unfinished = FilePath.get(path + ".new");
        unfinished.delete();
        MVStore fresh = openStore(unfinished.toString());
        try {
            MVMap<String, byte[]> copies = openRecords(fresh);
            if (records != null) {
                for (Cursor<String, byte[]> cursor = records.cursor(null); cursor.hasNext(); ) {
                    String key = cursor.next();
                    copies.append(key, cursor.getValue());
                }
            }
            copies.put(SEAL, seal());
            fresh.commit();
            fresh.sync();
            unfinished.moveTo(path, true);
            directory.sync();
            if (store != null) {
                store.closeImmediately();
            }
            store = fresh;
            records = copies;
            scheduleRewrite();
        } catch (IOException | RuntimeException e) {
            fresh.closeImmediately();
            throw new IOException("cannot write new definitions to " + path + ": " + e.getMessage(), e);
        }
    }

    private void scheduleRewrite() {
        rewriteAtBytes =
                Math.max(rewriteMinBytes, REWRITE_FACTOR * store.getFileStore().size());
    }

    private static MVMap<String, byte[]> openRecords(MVStore store) {
        return store.openMap(
                MAP,
                new MVMap.Builder<String, byte[]>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    private static void syncDirectory(Path directory) throws IOException {
        if (File.separatorChar == '\\') {
            return; // Windows cannot open a directory, and needs no sync of it
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private MVStore openStore(String name) throws IOException {
        FooterLastFile file = new FooterLastFile(new HashMap<>(Map.of("cacheSize", CACHE_MIB)));
        try {
            file.open(name, false, null);
            MVStore store = new MVStore.Builder()
                    .adoptFileStore(file)
                    .autoCommitDisabled() // also: no thread of H2's own
                    .autoCommitBufferSize(0) // else a large transaction is committed in parts
                    .cacheSize(CACHE_MIB)
                    .open();
            store.setReuseSpace(false); // see above: only ever append
            store.setRetentionTime(0); // forget in the chunk table what nothing refers to
            store.setVersionsToKeep(0);
            return store;
        } catch (MVStoreException e) {
            throw switch (e.getErrorCode()) {
                case DataUtils.ERROR_FILE_LOCKED ->
                    new IOException("the definitions in " + name + " are in use by another process", e);
                case DataUtils.ERROR_UNSUPPORTED_FORMAT ->
                    new IOException(
                            "the definitions in " + name + " were written by a newer version: " + e.getMessage(), e);
                case DataUtils.ERROR_READING_FAILED, DataUtils.ERROR_WRITING_FAILED ->
                    isUnreadable(e)
                            ? damaged(e.getMessage(), e)
                            : new IOException("cannot open the definitions in " + name + ": " + e.getMessage(), e);
                default -> damaged(e.getMessage(), e);
            };
        } catch (RuntimeException | OutOfMemoryError | AssertionError e) {
            try {
                file.close();
            } catch (RuntimeException half) { // it was not opened so far that H2 could close it
                e.addSuppressed(half);
            }
            throw damaged(e.toString(), e);
        }
    }

    /** Whether the file was opened but ends too early, or lies on bad sectors. */
    private static boolean isUnreadable(MVStoreException e) {
        return e.getErrorCode() == DataUtils.ERROR_READING_FAILED
                && e.getCause() != null
                && !(e.getCause() instanceof FileSystemException)
                && !(e.getCause() instanceof FileNotFoundException);
    }

    private DamagedDefinitionsException damaged(String how, Throwable cause) {
        return new DamagedDefinitionsException("the definitions in " + path + " are damaged (" + how + ")", cause);
    }

    private void check() throws IOException {
        byte[] seal = records.get(SEAL);
        if (seal == null || seal.length <= Integer.BYTES) {
            throw damaged("they are not sealed", null);
        }
        if (!sound(SEAL, seal)) {
            throw damaged("the seal has a wrong checksum", null);
        }
        if (seal[Integer.BYTES] != FORMAT || seal.length != SEAL_BYTES) {
            throw new IOException("the definitions in " + path + " have format version " + (seal[Integer.BYTES] & 0xff)
                    + "; this version reads " + FORMAT);
        }
        for (Cursor<String, byte[]> cursor = records.cursor(null); cursor.hasNext(); ) {
            String key = cursor.next();
            if (key.isEmpty()) {
                continue;
            }
            byte[] value = cursor.getValue();
            if (key.charAt(0) > Byte.MAX_VALUE || value.length < Integer.BYTES || !sound(key, value)) {
                throw damaged("record '" + key + "' has a wrong checksum", null);
            }
            account(value, 1);
        }
        ByteBuffer sums = ByteBuffer.wrap(seal, Integer.BYTES + 1, 2 * Long.BYTES);
        if (sums.getLong() != count || sums.getLong() != checksumSum) {
            throw damaged("records are missing or too many", null);
        }
    }

    /** Every record, by kind and key ascending. */
    void readAll(DefinitionsStore.Reader reader) {
        try {
            for (Cursor<String, byte[]> cursor = records.cursor(null); cursor.hasNext(); ) {
                String key = cursor.next();
                if (!key.isEmpty()) {
                    byte[] value = cursor.getValue();
                    byte[] given = Arrays.copyOfRange(value, Integer.BYTES, value.length);
                    reader.record((byte) key.charAt(0), key.substring(1), given);
                }
            }
        } catch (MVStoreException e) {
            throw new UncheckedIOException(new IOException("cannot read the definitions in " + path, e));
        }
    }

    /** The value under a key, null if there is none. */
    byte[] value(byte kind, String key) {
        byte[] stored = records.get((char) kind + key);
        return stored == null ? null : Arrays.copyOfRange(stored, Integer.BYTES, stored.length);
    }

    /** The number of records. */
    long count() {
        return count;
    }

    /** Applies changes; nothing of them is on disk before {@link #commit}. */
    void apply(List<DefinitionsStore.Change> changes) {
        for (DefinitionsStore.Change change : changes) {
            String key = (char) change.kind() + change.key();
            byte[] stored = change.value() == null ? null : sealed(key, change.value());
            byte[] before = stored == null ? records.remove(key) : records.put(key, stored);
            if (before != null) {
                account(before, -1);
            }
            if (stored != null) {
                account(stored, 1);
            }
        }
    }

    /** Commits what was applied since the last commit, and returns when it is on disk. */
    void commit() throws IOException {
        if (store.getFileStore().size() >= rewriteAtBytes) {
            rewrite();
            return;
        }
        records.put(SEAL, seal());
        store.commit();
        store.sync();
    }

    private byte[] seal() {
        byte[] seal = new byte[1 + 2 * Long.BYTES];
        ByteBuffer.wrap(seal).put(FORMAT).putLong(count).putLong(checksumSum);
        return sealed(SEAL, seal);
    }

    /** What the file has grown to, in bytes. */
    long sizeBytes() {
        return store.getFileStore().size();
    }

    private void account(byte[] stored, int sign) {
        count += sign;
        checksumSum += sign * (ByteBuffer.wrap(stored).getInt() & 0xffff_ffffL);
    }

    private static byte[] sealed(String key, byte[] value) {
        return ByteBuffer.allocate(Integer.BYTES + value.length)
                .putInt(checksum(key, value, 0))
                .put(value)
                .array();
    }

    private static boolean sound(String key, byte[] stored) {
        return ByteBuffer.wrap(stored).getInt() == checksum(key, stored, Integer.BYTES);
    }

    private static int checksum(String key, byte[] value, int offset) {
        CRC32C crc = new CRC32C();
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            crc.update(c >> 8);
            crc.update(c);
        }
        crc.update(value, offset, value.length - offset);
        return (int) crc.getValue();
    }

    /**
     * Closes the file; what was not committed is lost. Nothing is written: H2's own way of closing commits once more,
     * may shorten the file and marks it as cleanly closed, all of which can be done without.
     */
    void close() {
        store.closeImmediately();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
