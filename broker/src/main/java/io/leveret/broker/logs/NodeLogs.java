package io.leveret.broker.logs;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import io.leveret.broker.logs.LogOptions.LogFile;
import io.leveret.broker.logs.LogOptions.Output;
import io.leveret.broker.logs.LogOutputs.Leveled;
import io.leveret.broker.settings.Settings;
import io.leveret.management.admin.LogsAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * The log of the process, as its settings have it. An operator who gives the library a configuration of his own
 * ({@code -Dlogback.configurationFile}) has the say about outputs and levels alone. Any thread.
 */
public final class NodeLogs implements LogsAdmin, AutoCloseable {
    /** The library's own property. */
    static final String OWN_CONFIGURATION = "logback.configurationFile";

    /** Below the data directory, when the settings name no directory. */
    private static final String DIRECTORY = "logs";

    /** As RabbitMQ calls it. */
    private static final String EXCHANGE = "amq.rabbitmq.log";

    private static final int QUEUED_EVENTS = 4_096;
    private static final int FLUSH_MS = 5_000;

    private final LoggerContext context;
    private final LogOutputs outputs;
    private final RecentLines recent;
    private final List<String> locations;
    private SinkOutput exchange;

    NodeLogs(LoggerContext context, LogOptions options) throws IOException {
        this.context = context;
        this.recent = new RecentLines();
        this.locations = new ArrayList<>();
        recent.setContext(context);
        recent.start();
        this.outputs = foreign() ? new LogOutputs(List.of(), Map.of(), Map.of(), recent) : outputs(options);
        outputs.setContext(context);
        outputs.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        if (!foreign()) {
            root.detachAndStopAllAppenders();
            applyLevels();
        }
        root.addAppender(outputs);
    }

    private static boolean foreign() {
        return System.getProperty(OWN_CONFIGURATION) != null;
    }

    /**
     * Has the log go where the settings say.
     *
     * @param data the node's data directory, whose {@code logs} is the place of files if no other is set
     * @throws IOException a file cannot be written
     */
    public static NodeLogs open(Settings settings, Path data, String node) throws IOException {
        return new NodeLogs(
                (LoggerContext) LoggerFactory.getILoggerFactory(),
                LogOptions.of(settings, data.resolve(DIRECTORY), node));
    }

    /** The console alone: before the settings are read, and after the end. */
    static void early(LoggerContext context) {
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(console(context, LogOptions.EARLY.console().orElseThrow(), false));
        root.setLevel(Level.WARN);
        for (LogCategory category : LogCategory.values()) {
            category.prefixes().forEach(prefix -> context.getLogger(prefix).setLevel(Level.INFO));
        }
    }

    private LogOutputs outputs(LogOptions options) throws IOException {
        List<Leveled> common = new ArrayList<>();
        if (options.file().isPresent()) {
            LogFile file = options.file().get();
            common.add(new Leveled(file.output().level(), file(file)));
        }
        options.syslog().ifPresent(syslog -> {
            common.add(new Leveled(syslog.output().level(), syslog(syslog)));
            locations.add("syslog:" + syslog.server());
        });
        options.console().ifPresent(output -> {
            common.add(new Leveled(output.level(), console(context, output, options.stdout())));
            locations.add(options.stdout() ? "<stdout>" : "<stderr>");
        });
        options.exchange().ifPresent(output -> {
            exchange = new SinkOutput(output.style());
            exchange.setContext(context);
            exchange.start();
            common.add(new Leveled(output.level(), exchange));
            locations.add("exchange:" + EXCHANGE);
        });
        Map<LogCategory, List<Leveled>> own = new EnumMap<>(LogCategory.class);
        for (Map.Entry<LogCategory, LogFile> each : options.files().entrySet()) {
            LogFile file = each.getValue();
            own.put(each.getKey(), List.of(new Leveled(file.output().level(), file(file))));
        }
        return new LogOutputs(common, options.levels(), own, recent);
    }

    private static Appender<ILoggingEvent> console(LoggerContext context, Output output, boolean stdout) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget(stdout ? "System.out" : "System.err");
        console.setEncoder(encoder(context, output));
        console.start();
        return console;
    }

    private static LineEncoder encoder(LoggerContext context, Output output) {
        LineEncoder encoder = new LineEncoder(output.style());
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private Appender<ILoggingEvent> file(LogFile file) throws IOException {
        Path path = file.path().toAbsolutePath().normalize();
        Files.createDirectories(path.getParent());
        RollingFileAppender<ILoggingEvent> rolling = new RollingFileAppender<>();
        FileRotation rotation = new FileRotation(path, file.rotation(), Clock.systemDefaultZone());
        rotation.setContext(context);
        rotation.start();
        rolling.setContext(context);
        rolling.setFile(path.toString());
        rolling.setRollingPolicy(rotation);
        rolling.setEncoder(encoder(context, file.output()));
        rolling.start();
        if (!rolling.isStarted()) {
            throw new IOException("the log file " + path + " cannot be written");
        }
        locations.add(path.toString());
        return besides(rolling, false);
    }

    private Appender<ILoggingEvent> syslog(SyslogOptions options) {
        SyslogOutput output = new SyslogOutput(options, () -> System.nanoTime() / 1_000_000);
        output.setContext(context);
        output.start();
        return besides(output, true);
    }

    /**
     * On a thread of its own, since it may be slow.
     *
     * @param losing whether lines are lost when thousands are behind; else whoever logs waits
     */
    private Appender<ILoggingEvent> besides(Appender<ILoggingEvent> output, boolean losing) {
        AsyncAppender queue = new AsyncAppender();
        queue.setNeverBlock(losing);
        queue.setContext(context);
        queue.setQueueSize(QUEUED_EVENTS);
        queue.setDiscardingThreshold(0);
        queue.setMaxFlushTime(FLUSH_MS);
        queue.addAppender(output);
        queue.start();
        return queue;
    }

    /** Libraries are heard from warnings on, whatever is set: what they say below it is for their authors. */
    private void applyLevels() {
        Level common = outputs.least(LogCategory.DEFAULT).library();
        Level libraries = common.isGreaterOrEqual(Level.WARN) ? common : Level.WARN;
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(libraries);
        for (LogCategory category : LogCategory.values()) {
            Level least = outputs.least(category).library();
            for (String prefix : category.prefixes()) {
                boolean library = prefix.startsWith("org.");
                context.getLogger(prefix).setLevel(library && !least.isGreaterOrEqual(libraries) ? libraries : least);
            }
        }
    }

    @Override
    public void level(String level) {
        outputs.level(LogLevel.named(level));
        if (!foreign()) {
            applyLevels();
        }
    }

    /**
     * Where lines go that are wanted on the exchange.
     *
     * @param sink null while no broker runs
     */
    public void exchange(LogSink sink) {
        if (exchange != null) {
            exchange.sink(sink);
        }
    }

    @Override
    public List<String> locations() {
        return List.copyOf(locations);
    }

    @Override
    public List<String> tail(int lines) {
        return recent.last(lines);
    }

    @Override
    public Runnable follow(Consumer<String> line) {
        return recent.follow(line);
    }

    /** Writes what is under way; what comes later goes to the console. Once is enough, and more do no harm. */
    @Override
    public void close() {
        if (!foreign()) {
            early(context);
        }
        outputs.stop();
    }
}
