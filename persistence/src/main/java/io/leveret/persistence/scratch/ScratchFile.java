package io.leveret.persistence.scratch;

import io.leveret.persistence.disk.Disk;
import io.leveret.persistence.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scratch file itself: whole slabs, never synced. One thread writes and shrinks, any thread may read. */
final class ScratchFile {
    private static final Logger LOG = LoggerFactory.getLogger(ScratchFile.class);
    private static final String NAME = "pages";

    private final Disk disk;
    private final DiskFile file;
    private final long keptFreeBytes;
    private volatile int slabs;

    private ScratchFile(Disk disk, DiskFile file, long keptFreeBytes) {
        this.disk = disk;
        this.file = file;
        this.keptFreeBytes = keptFreeBytes;
    }

    /** Empties a directory and makes a file in it. */
    static ScratchFile create(Disk disk, long keptFreeBytes) throws IOException {
        for (String name : disk.list()) {
            disk.delete(name);
        }
        return new ScratchFile(disk, disk.create(NAME), keptFreeBytes);
    }

    /** Writes into a slab; the file grows up to its end, if that leaves enough space to others. */
    void write(ByteBuffer slot, long position) throws IOException {
        int end = (int) (position / Slabs.SLAB_BYTES) + 1;
        if (end > slabs) {
            long growthBytes = (long) (end - slabs) * Slabs.SLAB_BYTES;
            long usableBytes = disk.usableBytes();
            if (usableBytes - growthBytes < keptFreeBytes) {
                throw new IOException("No space for pages: of " + usableBytes + " bytes " + keptFreeBytes
                        + " are kept free, and " + growthBytes + " are needed");
            }
            slabs = end;
        }
        file.write(new ByteBuffer[] {slot}, 1, position);
    }

    /** Reads as much as there is room for, less at the end of the file. */
    void read(ByteBuffer into, long position) throws IOException {
        file.read(into, position);
    }

    /** Cuts off the slabs from this one on. */
    void shrink(int end) {
        slabs = Math.min(end, slabs);
        try {
            file.truncate((long) slabs * Slabs.SLAB_BYTES);
        } catch (IOException e) {
            LOG.warn("The scratch file could not be shortened", e);
        }
    }

    /** How many slabs it has room for. */
    int slabs() {
        return slabs;
    }

    void delete() throws IOException {
        file.close();
        disk.delete(NAME);
    }
}
