package io.leveret.broker.node;

import io.leveret.broker.storage.DiskPages;
import io.leveret.persistence.LoggedDefinitions;
import io.leveret.persistence.disk.CountedDisk;
import io.leveret.persistence.disk.Disk;
import io.leveret.persistence.disk.DiskUse;
import io.leveret.persistence.disk.FileDisk;
import io.leveret.persistence.scratch.ScratchPages;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a node keeps on disk.
 *
 * @param directory the data directory
 * @param log directory of the log's files
 * @param segments directory of the files that the log was rewritten to
 * @param pages for what is out of memory; of no use to the next start
 * @param use what log, segments and pages had the disk do
 */
public record NodeDisks(
        Path directory, LoggedDefinitions definitions, Disk log, Disk segments, DiskPages pages, DiskUse use) {
    private static final long SCRATCH_WAITING_BYTES = 16 << 20;

    /** Scratch space leaves this much to what must last. */
    private static final long KEPT_FREE_BYTES = 64 << 20;

    /**
     * Opens what is in a data directory, or makes it.
     *
     * @param acceptLoss whether to go on with what is left when definitions are lost
     * @throws IOException it cannot be used; the message says why, and what can be done
     */
    public static NodeDisks open(Path directory, boolean acceptLoss) throws IOException {
        LoggedDefinitions definitions = LoggedDefinitions.open(directory, FileDisk.open(directory), acceptLoss);
        DiskUse use = new DiskUse();
        return new NodeDisks(
                directory,
                definitions,
                new CountedDisk(FileDisk.open(directory.resolve("log")), use),
                new CountedDisk(FileDisk.open(directory.resolve("segments")), use),
                new DiskPages(ScratchPages.open(
                        new CountedDisk(FileDisk.open(directory.resolve("scratch")), use),
                        SCRATCH_WAITING_BYTES,
                        KEPT_FREE_BYTES)),
                use);
    }

    /** Closes what was opened, before or after a node used it; the log is the node's to close. */
    void close() {
        definitions.close();
        pages.close();
    }
}
