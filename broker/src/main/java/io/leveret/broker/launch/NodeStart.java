package io.leveret.broker.launch;

import io.leveret.broker.data.DataDirectory;
import io.leveret.broker.data.DataDirectoryException;
import io.leveret.broker.data.NodeName;
import io.leveret.broker.logs.NodeLogs;
import io.leveret.broker.settings.Settings;
import io.leveret.broker.settings.SettingsException;
import io.leveret.broker.settings.SettingsSources;
import io.leveret.broker.settings.SettingsTable;
import io.leveret.management.cli.ConfigInspector;
import io.leveret.management.cli.NodeLauncher;
import io.leveret.management.cli.StartOptions;
import io.leveret.management.cli.StartRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the settings, takes the data directory, and lets a {@link NodeRunner} serve. Whatever is wrong is refused. */
public final class NodeStart implements NodeLauncher, ConfigInspector {
    private final NodeRunner runner;
    private final Map<String, String> environment;
    private final Optional<Path> home;

    /**
     * A start in the given surroundings.
     *
     * @param environment the process's environment
     * @param home the directory of the distribution, whose {@code conf/leveret.conf} is read when no other file is
     *     named
     */
    public NodeStart(NodeRunner runner, Map<String, String> environment, Optional<Path> home) {
        this.runner = runner;
        this.environment = Map.copyOf(environment);
        this.home = home;
    }

    @Override
    public int start(StartOptions options) throws StartRefusedException {
        Settings settings = settings(options);
        Optional<NodeName> wanted = wantedName(settings);
        NodeName byDefault = byDefault();
        try (DataDirectory directory = DataDirectory.open(options.data(), wanted, byDefault, Clock.systemUTC())) {
            run(settings, directory);
            return 0;
        } catch (DataDirectoryException e) {
            throw new StartRefusedException(e.getMessage(), StartRefusedException.OTHER, e);
        } catch (IOException e) {
            String text = "the data directory " + options.data() + " cannot be closed: " + e.getMessage();
            throw new StartRefusedException(text, StartRefusedException.OTHER, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartRefusedException("interrupted", StartRefusedException.OTHER, e);
        }
    }

    /** The log begins with the data directory, where its files are, and which no other process has. */
    private void run(Settings settings, DataDirectory directory) throws StartRefusedException, InterruptedException {
        String name = directory.nodeName().toString();
        try (NodeLogs logs = NodeLogs.open(settings, directory.path(), name)) {
            report(settings);
            runner.run(settings, directory, directory.nodeName(), logs);
        } catch (IOException e) {
            throw new StartRefusedException(
                    "the log cannot be written: " + e.getMessage(), StartRefusedException.OTHER, e);
        }
    }

    @Override
    public Findings inspect(StartOptions options) {
        try {
            Settings settings = read(options);
            return new Findings(
                    runner.problems(settings),
                    settings.withSources().stream()
                            .map(each -> new EffectiveSetting(
                                    each.key(), each.value(), each.source(), each.obeyed(), each.why()))
                            .toList());
        } catch (SettingsException e) {
            return new Findings(e.problems(), List.of());
        }
    }

    private Settings settings(StartOptions options) throws StartRefusedException {
        try {
            return read(options);
        } catch (SettingsException e) {
            throw new StartRefusedException(e.getMessage(), StartRefusedException.CONFIG, e);
        }
    }

    private Settings read(StartOptions options) throws SettingsException {
        SettingsSources sources = new SettingsSources(environment).sets(options.sets());
        options.config().ifPresent(sources::configFile);
        home.ifPresent(
                directory -> sources.fallbackFile(directory.resolve("conf").resolve("leveret.conf")));
        return sources.read(SettingsTable.load(), options.lenient());
    }

    private static void report(Settings settings) {
        List<String> withoutEffect = settings.withoutEffect();
        if (settings.warnings().isEmpty() && withoutEffect.isEmpty()) {
            return;
        }
        Logger log = LoggerFactory.getLogger(NodeStart.class);
        for (String warning : settings.warnings()) {
            log.warn("left out: {}", warning);
        }
        if (!withoutEffect.isEmpty()) {
            log.warn("set, but without effect yet: {}", String.join(", ", withoutEffect));
        }
    }

    private static Optional<NodeName> wantedName(Settings settings) throws StartRefusedException {
        if (!settings.isSet("node.name")) {
            return Optional.empty();
        }
        try {
            return Optional.of(NodeName.parse(settings.text("node.name"), HostName.local()));
        } catch (IllegalArgumentException e) {
            String text = "bad value for node.name: " + e.getMessage();
            throw new StartRefusedException(text, StartRefusedException.CONFIG, e);
        }
    }

    private static NodeName byDefault() {
        try {
            return NodeName.parse("leveret", HostName.local());
        } catch (IllegalArgumentException oddHostName) {
            return new NodeName("leveret", "localhost");
        }
    }
}
