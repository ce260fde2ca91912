package io.leveret.it.harness;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test its broker, connections, and names of its own, and takes all of it away afterwards. Register it as a
 * field of the test class. With {@code -Dtarget=host:port} that broker is used; without, one Leveret is started for the
 * whole run.
 */
public final class BrokerUnderTest implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create("broker under test");
    private static final String RUN = Long.toString(System.currentTimeMillis(), 36);
    private static final AtomicLong NAMES = new AtomicLong();

    private final List<AutoCloseable> resources = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private Target target;
    private LeveretProcess process;

    /** The broker of this run; started when it is the first to ask. */
    static Target target(ExtensionContext context) {
        return run(context).target();
    }

    private static Run run(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(Run.class, ignored -> Run.start(), Run.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        target = target(context);
        process = run(context).process();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (int i = resources.size() - 1; i >= 0; i--) {
            closeQuietly(resources.get(i));
        }
        resources.clear();
        if (!names.isEmpty()) {
            deleteAll(names);
            names.clear();
        }
    }

    /** The broker under test. */
    public Target target() {
        return target;
    }

    /**
     * The command line of the broker under test. For a broker that is named with {@code -Dtarget}, the command is named
     * with {@code -Dtarget.ctl}; the test is skipped when it is not.
     */
    public ControlTool control() {
        return process != null ? process.control() : ControlTool.named();
    }

    /** A name that no other test and no other run uses; a queue and an exchange of this name go when the test ends. */
    public String name(String label) {
        String name = "it-" + label + "-" + RUN + "-" + NAMES.incrementAndGet();
        names.add(name);
        return name;
    }

    /** Deletes a queue and an exchange of this name, too, when the test ends. */
    public void deleteAfterwards(String name) {
        names.add(name);
    }

    /** An open socket on which nothing was said. */
    public RawConnection socket() throws IOException {
        return closedAfterwards(RawConnection.connect(target));
    }

    /** An open raw connection of guest in the vhost {@code /}. */
    public RawConnection raw() throws IOException {
        return raw(Login.guest());
    }

    /** An open raw connection. */
    public RawConnection raw(Login login) throws IOException {
        return closedAfterwards(RawConnection.open(target, login));
    }

    /** A connection factory for the broker under test, without recovery. */
    public ConnectionFactory factory() {
        return factory(target);
    }

    /** A connection factory for any broker, without recovery. */
    public static ConnectionFactory factory(Target target) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(target.host());
        factory.setPort(target.port());
        factory.setAutomaticRecoveryEnabled(false);
        return factory;
    }

    /** A connection of the Java client. */
    public Connection connection() throws IOException, TimeoutException {
        return closedAfterwards(factory().newConnection());
    }

    /** A channel on a connection of its own. */
    public Channel channel() throws IOException, TimeoutException {
        return connection().createChannel();
    }

    private <T extends AutoCloseable> T closedAfterwards(T resource) {
        resources.add(resource);
        return resource;
    }

    private void deleteAll(List<String> doomed) throws IOException, TimeoutException {
        try (Connection connection = factory().newConnection()) {
            Channel channel = connection.createChannel();
            for (String name : doomed) {
                channel.queueDelete(name);
                channel.exchangeDelete(name);
            }
        }
    }

    private static void closeQuietly(AutoCloseable resource) throws Exception {
        try {
            resource.close();
        } catch (IOException | ShutdownSignalException alreadyClosed) {
            // Most tests end with a connection that the broker has closed; there is nothing left to close.
            return;
        }
    }

    /**
     * The broker of the whole run, stopped when the last test has ended.
     *
     * @param failure why there is none; kept, so that each test fails at once and not after another try
     */
    private record Run(Target broker, LeveretProcess process, RuntimeException failure) implements AutoCloseable {
        static Run start() {
            LeveretProcess process = null;
            try {
                Target named = Target.named();
                if (named != null) {
                    return new Run(named, null, null);
                }
                process = LeveretProcess.create("shared");
                process.start();
                return new Run(process.target(), process, null);
            } catch (RuntimeException e) {
                return new Run(null, process, e);
            }
        }

        Target target() {
            if (failure != null) {
                throw new IllegalStateException("there is no broker under test", failure);
            }
            return broker;
        }

        @Override
        public void close() {
            if (process != null) {
                process.close();
            }
        }
    }
}
