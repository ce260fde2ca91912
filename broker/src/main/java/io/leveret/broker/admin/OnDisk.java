package io.leveret.broker.admin;

import io.leveret.persistence.disk.DiskUse;
import io.leveret.persistence.log.WriteAheadLog;
import java.nio.file.Path;

/**
 * What a node has on disk, as far as administrators look at it.
 *
 * @param directory the data directory, with the directories {@code log} and {@code segments}
 */
public record OnDisk(Path directory, DiskUse use, WriteAheadLog log) {}
