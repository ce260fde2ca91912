package io.leveret.broker.node;

import io.leveret.broker.data.DataDirectory;
import io.leveret.broker.data.NodeName;
import io.leveret.broker.launch.NodeRunner;
import io.leveret.broker.logs.NodeLogs;
import io.leveret.broker.settings.Settings;
import io.leveret.management.cli.StartRefusedException;
import io.leveret.persistence.DefinitionsLostException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a node until the process is told to end (SIGTERM, SIGINT), then closes it in order. */
public final class ServeNode implements NodeRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ServeNode.class);
    private static final long CLOSE_WAIT_SECONDS = 15;

    private final PrintWriter out;
    private final String version;

    /** @param out takes the one line that says that the node serves */
    public ServeNode(PrintWriter out, String version) {
        this.out = out;
        this.version = version;
    }

    @Override
    public void run(Settings settings, DataDirectory directory, NodeName name, NodeLogs logs)
            throws StartRefusedException, InterruptedException {
        List<String> problems = NamedFiles.problems(settings, false);
        if (!problems.isEmpty()) {
            throw new StartRefusedException(String.join("\n", problems), StartRefusedException.CONFIG);
        }
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    told.countDown();
                    await(closed);
                },
                "shutdown");
        LOG.info(
                "Leveret {} starts node {} on Java {}, data in {}",
                version,
                name,
                Runtime.version().feature(),
                directory.path());
        try (NodeControl control = new NodeControl(settings, directory, name, version, logs, told::countDown)) {
            control.open();
            Runtime.getRuntime().addShutdownHook(hook);
            control.start();
            out.println("Leveret " + version + ", node " + name + ", serves " + control.addresses());
            told.await();
            LOG.info("stopping");
        } catch (IOException | RuntimeException e) {
            throw unusable(directory, e);
        } catch (ListenException | ImportRefusedException e) {
            throw new StartRefusedException(e.getMessage(), StartRefusedException.OTHER, e);
        } finally {
            logs.close();
            closed.countDown();
        }
    }

    @Override
    public List<String> problems(Settings settings) {
        return NamedFiles.problems(settings, true);
    }

    private static StartRefusedException unusable(DataDirectory directory, Exception cause) {
        String text = "what is in " + directory.path() + " cannot be used: " + cause.getMessage();
        if (cause instanceof DefinitionsLostException || cause.getCause() instanceof DefinitionsLostException) {
            text += "; put back a copy of the directory, or go on with what is left by starting once with"
                    + " --set definitions.accept_loss=on";
        }
        return new StartRefusedException(text, StartRefusedException.OTHER, cause);
    }

    /** The JVM halts when its hooks return, so they must not before the node is closed. */
    private static void await(CountDownLatch closed) {
        try {
            if (!closed.await(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("not closed within {} s; halting", CLOSE_WAIT_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
