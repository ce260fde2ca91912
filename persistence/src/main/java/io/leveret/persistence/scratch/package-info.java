/**
 * Room on disk for what does not fit into memory and need not outlive the process: the indexes of cold pages.
 *
 * <p>Owns the thread {@code scratch}, which does all writing and answers those who read. Nothing here is ever synced,
 * and all of it is deleted at the next start.
 */
package io.leveret.persistence.scratch;
