/**
 * Bytes on disk. Records are opaque here: what they mean is the caller's business.
 *
 * <p>Owns the threads that wait for the disk; callers are called back on those threads and must hand over at once.
 */
package io.leveret.persistence;
