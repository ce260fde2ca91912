package io.leveret.persistence;

import io.leveret.persistence.disk.Disk;
import java.nio.file.Path;

/**
 * Where checkpoint and export are.
 *
 * @param directory the data directory, for H2
 * @param scheme what H2 puts between itself and the disk, empty for nothing
 * @param disk the same directory, for the rest
 * @param rewriteMinBytes the size below which the checkpoint's file is not rewritten
 */
record DefinitionsPlace(Path directory, String scheme, Disk disk, long rewriteMinBytes) {}
