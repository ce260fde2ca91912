package io.leveret.persistence;

import java.util.List;

/**
 * What one write changed.
 *
 * @param number of the write: one more than that of the one before, for as long as the data directory exists
 */
record DefinitionChanges(long number, List<DefinitionsStore.Change> changes) {}
