package io.leveret.broker.launch;

import io.leveret.broker.data.DataDirectory;
import io.leveret.broker.data.NodeName;
import io.leveret.broker.logs.NodeLogs;
import io.leveret.broker.settings.Settings;
import io.leveret.management.cli.StartRefusedException;
import java.util.List;

/** Runs a node whose settings are read and whose data directory is held. */
@FunctionalInterface
public interface NodeRunner {
    /**
     * Serves, and returns when the node has been stopped in an orderly way. The caller lets go of the directory and the
     * log.
     *
     * @throws StartRefusedException when the node cannot serve, with a text for the operator
     * @throws InterruptedException when the main thread is told to end
     */
    void run(Settings settings, DataDirectory directory, NodeName name, NodeLogs logs)
            throws StartRefusedException, InterruptedException;

    /** What is wrong with the files that settings name, for which {@link #run} would refuse: a line for each. */
    default List<String> problems(Settings settings) {
        return List.of();
    }
}
