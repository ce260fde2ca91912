/**
 * Definitions files: what they look like, how they are read and written, and the ways in and out of a node. On the
 * threads of whoever asks; no I/O but what the callers hand in. What an import does in the broker is behind
 * {@link io.leveret.management.admin.DefinitionsAdmin}.
 */
package io.leveret.management.definitions;
