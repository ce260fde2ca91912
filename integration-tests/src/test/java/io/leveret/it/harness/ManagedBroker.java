package io.leveret.it.harness;

import com.rabbitmq.client.ConnectionFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A broker that serves its HTTP API, for all tests of a class: a Leveret of its own, or the broker that is named by
 * {@code -Dtarget=host:port}, with {@code -Dmanagement=http://host:port} and {@code -Dtarget.ctl} beside it. Register
 * it as a static field.
 */
public final class ManagedBroker implements BeforeAllCallback, AfterAllCallback {
    private static final Pattern HTTP = Pattern.compile("HTTP at [^ ,]*:([0-9]+)");
    private static final String RUN = Long.toString(System.currentTimeMillis(), 36);
    private static final AtomicLong NAMES = new AtomicLong();

    private final String[] settings;
    private LeveretProcess process;
    private Target target;
    private String root;

    /** @param more settings that a Leveret of its own is started with, as {@code KEY=VALUE} */
    public ManagedBroker(String... more) {
        settings = more.clone();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        target = Target.named();
        if (target != null) {
            root = System.getProperty("management", "");
            Assumptions.assumeFalse(root.isBlank(), "no HTTP API is named with -Dmanagement");
            return;
        }
        process = LeveretProcess.create("managed");
        String line = process.start(
                Stream.concat(Stream.of("management.tcp.ip=127.0.0.1", "management.tcp.port=0"), Stream.of(settings))
                        .toArray(String[]::new));
        Matcher matcher = HTTP.matcher(line);
        if (!matcher.find()) {
            throw new IllegalStateException("no HTTP in: " + line);
        }
        target = process.target();
        root = "http://127.0.0.1:" + matcher.group(1);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (process != null) {
            process.close();
        }
    }

    /** The API as the administrator guest. */
    public HttpApi api() {
        return new HttpApi(root, "guest", "guest");
    }

    /** Where AMQP is spoken. */
    public Target target() {
        return target;
    }

    /** A connection factory without recovery. */
    public ConnectionFactory factory() {
        return BrokerUnderTest.factory(target);
    }

    /** Its command line; the test is skipped where none is named. */
    public ControlTool control() {
        return process == null ? ControlTool.named() : process.control();
    }

    /** A name that no other test and no other run uses. */
    public String name(String label) {
        return "it-" + label + "-" + RUN + "-" + NAMES.incrementAndGet();
    }
}
