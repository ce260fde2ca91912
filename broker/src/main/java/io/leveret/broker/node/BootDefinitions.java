package io.leveret.broker.node;

import io.leveret.broker.settings.Settings;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.DefinitionsAdmin.ImportOptions;
import io.leveret.management.definitions.DefinitionsFiles;
import io.leveret.management.definitions.DefinitionsReader;
import io.leveret.management.definitions.ImportReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions that settings have a start import, before anybody can connect: files one after the other, each as a
 * whole. A file that is wrong refuses the start, as with RabbitMQ.
 */
final class BootDefinitions {
    private static final Logger LOG = LoggerFactory.getLogger(BootDefinitions.class);
    private static final String BACKEND = "definitions.import_backend";
    private static final String LOCAL_PATH = "definitions.local.path";
    private static final List<String> LOCAL_BACKENDS = List.of("local_filesystem", "local");

    private BootDefinitions() {}

    /** @param named the key that names the file or its directory, with the place */
    private record Content(String named, Path path, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        void parse() throws ImportRefusedException {
            try {
                DefinitionsReader.readAll(text());
            } catch (AdminException e) {
                throw refused(e);
            }
        }

        ImportRefusedException refused(AdminException cause) {
            return new ImportRefusedException(
                    named + ": definitions in " + path + " cannot be imported: " + cause.getMessage(), cause);
        }
    }

    /** Whether a start imports any. */
    static boolean areConfigured(Settings settings) {
        return !keys(settings).isEmpty();
    }

    /** The settings that name some. */
    private static List<String> keys(Settings settings) {
        List<String> keys = new ArrayList<>();
        for (String key : List.of("load_definitions", LOCAL_PATH, "management.load_definitions")) {
            if (settings.has(key) && !settings.text(key).equals("none")) {
                keys.add(key);
            }
        }
        return keys;
    }

    /**
     * What refuses a start, whatever is there already: a line for each.
     *
     * @param parsed whether what is in the files is looked at, too; else none that can be read once alone is read
     */
    static List<String> problems(Settings settings, boolean parsed) {
        List<String> problems = new ArrayList<>();
        try {
            checkBackend(settings);
        } catch (ImportRefusedException e) {
            problems.add(e.getMessage());
        }
        for (String key : keys(settings)) {
            try {
                if (parsed) {
                    for (Content each : read(settings, key)) {
                        each.parse();
                    }
                } else {
                    each(settings, key, NamedFiles::readable);
                }
            } catch (ImportRefusedException e) {
                problems.add(e.getMessage());
            }
        }
        return problems;
    }

    /**
     * Imports them; nothing to do if there are none, or those of the last import are to be skipped.
     *
     * @throws ImportRefusedException one cannot be read or imported; those before it are
     */
    static void load(Settings settings, BrokerPorts broker) throws ImportRefusedException {
        checkBackend(settings);
        List<Content> files = new ArrayList<>();
        for (String key : keys(settings)) {
            files.addAll(read(settings, key));
        }
        String hash = settings.bool("definitions.skip_if_unchanged")
                ? DefinitionsFiles.hash(settings.text("definitions.hashing.algorithm"), all(files))
                : null;
        if (hash != null && hash.equals(broker.definitions().importedHash())) {
            LOG.info("the definitions are those of the last import: nothing is done");
            return;
        }
        for (int i = 0; i < files.size(); i++) {
            load(files.get(i), broker, i == files.size() - 1 ? hash : null);
        }
    }

    private static void checkBackend(Settings settings) throws ImportRefusedException {
        boolean hasBackend = settings.has(BACKEND);
        if (hasBackend && !LOCAL_BACKENDS.contains(settings.text(BACKEND))) {
            throw new ImportRefusedException(
                    settings.named(BACKEND) + " = " + settings.text(BACKEND) + " is not offered; local_filesystem is",
                    null);
        }
        if (hasBackend != settings.has(LOCAL_PATH)) {
            throw new ImportRefusedException(
                    hasBackend
                            ? settings.named(BACKEND) + ": " + LOCAL_PATH + " is not set"
                            : settings.named(LOCAL_PATH) + ": " + BACKEND + " is not set",
                    null);
        }
    }

    private static List<Content> read(Settings settings, String key) throws ImportRefusedException {
        List<Content> files = new ArrayList<>();
        each(settings, key, file -> files.add(new Content(settings.named(key), file, Files.readAllBytes(file))));
        return files;
    }

    /** What is done with a file. */
    @FunctionalInterface
    private interface Reading {
        void of(Path file) throws IOException;
    }

    /** Each file of a key, which names one or a directory of them. */
    private static void each(Settings settings, String key, Reading reading) throws ImportRefusedException {
        String name = settings.text(key);
        String named = settings.named(key);
        try {
            Path path = Path.of(name);
            for (Path file : Files.isDirectory(path) ? in(path) : List.of(path)) {
                reading.of(file);
            }
        } catch (IOException e) {
            throw new ImportRefusedException(
                    named + ": definitions cannot be read from " + name + ": " + DefinitionsFiles.reason(e), e);
        } catch (InvalidPathException e) {
            throw new ImportRefusedException(
                    named + ": definitions cannot be read from " + name + ": it is no path", e);
        }
    }

    /** What is hidden is not meant: mounted directories have links to themselves. */
    private static List<Path> in(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(each -> !each.getFileName().toString().startsWith("."))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static byte[] all(List<Content> files) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        files.forEach(each -> all.writeBytes(each.bytes));
        return all.toByteArray();
    }

    private static void load(Content file, BrokerPorts broker, String hash) throws ImportRefusedException {
        try {
            ImportReport report =
                    DefinitionsFiles.load(broker, file.text(), new ImportOptions(false, false, null, hash));
            LOG.info("definitions in {} are imported: {}", file.path, report.counts());
        } catch (AdminException e) {
            throw file.refused(e);
        }
    }
}
