package io.leveret.broker.admin;

import io.leveret.persistence.DefinitionsStore.Change;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One thing that an import does beside exchanges, queues and bindings.
 *
 * @param records what is written of it; nothing has changed when they are asked for, and perhaps never will
 * @param inMemory does it, after the records were handed over
 * @param told tells of it, when they are on disk
 */
record ImportStep(Supplier<List<Change>> records, Runnable inMemory, Consumer<AdminEvents> told) {}
