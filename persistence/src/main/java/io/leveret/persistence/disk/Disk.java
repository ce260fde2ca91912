package io.leveret.persistence.disk;

import java.io.IOException;
import java.util.List;

/**
 * One directory of plain files. Methods may be called from any thread; all block.
 *
 * <p>What was written is on disk only after {@link DiskFile#sync}, and a file that was created, renamed or deleted is
 * so only after {@link #syncDirectory}.
 */
public interface Disk {
    /** The names of all files, ascending. */
    List<String> list() throws IOException;

    /**
     * Makes an empty file and opens it.
     *
     * @throws java.nio.file.FileAlreadyExistsException it is there
     */
    DiskFile create(String name) throws IOException;

    /**
     * Opens a file for reading and writing.
     *
     * @throws java.nio.file.NoSuchFileException it is not there
     */
    DiskFile open(String name) throws IOException;

    /** Gives a file another name, in place of whatever had it. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file; nothing happens if it is not there. */
    void delete(String name) throws IOException;

    /** Makes lasting what was created, renamed or deleted. */
    void syncDirectory() throws IOException;

    /** Bytes that can still be written on this file system, as far as it knows. */
    long usableBytes() throws IOException;

    /** The same, of all its bytes, for limits relative to its size. */
    long totalBytes() throws IOException;

    /** Where it is, for people; empty if it cannot tell. */
    default String describe() {
        return "";
    }
}
