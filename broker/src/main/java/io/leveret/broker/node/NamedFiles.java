package io.leveret.broker.node;

import io.leveret.broker.settings.Settings;
import io.leveret.broker.tls.TlsException;
import io.leveret.broker.tls.TlsOptions;
import io.leveret.management.definitions.DefinitionsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that settings name, held against what a start needs of them. As with RabbitMQ each must be readable, needed
 * or not; those that are needed must hold what they are for.
 */
final class NamedFiles {
    private static final String PASSPHRASE = "config_entry_decoder.passphrase_file";

    private NamedFiles() {}

    /**
     * All that is wrong, a line for each with its key and place; nothing that is secret.
     *
     * @param parsed whether what is in definitions is looked at, too
     */
    static List<String> problems(Settings settings, boolean parsed) {
        List<String> problems = new ArrayList<>();
        boolean http = settings.bool("management.enabled");
        tls(settings, TlsOptions.AMQP, !settings.sslListeners().isEmpty(), problems);
        tls(settings, TlsOptions.HTTP, http && HttpSettings.hasTls(settings, TlsOptions.HTTP), problems);
        tls(settings, TlsOptions.METRICS, HttpSettings.hasTls(settings, TlsOptions.METRICS), problems);
        if (settings.has(PASSPHRASE)) {
            Path file = Path.of(settings.text(PASSPHRASE));
            try {
                readable(file);
            } catch (NoSuchFileException e) {
                problems.add(settings.named(PASSPHRASE) + ": " + file + " does not exist");
            } catch (IOException e) {
                problems.add(
                        settings.named(PASSPHRASE) + ": " + file + " cannot be read: " + DefinitionsFiles.reason(e));
            }
        }
        problems.addAll(BootDefinitions.problems(settings, parsed));
        return problems;
    }

    /**
     * Opens it, unless it is a pipe or the like: that would wait for its writer, and can be read once alone, by who
     * needs it.
     *
     * @throws IOException it is not there, may not be read, or is a directory
     */
    static void readable(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            throw new IOException("Is a directory");
        }
        if (attributes.isRegularFile()) {
            Files.newInputStream(file).close();
        }
    }

    private static void tls(Settings settings, String prefix, boolean served, List<String> problems) {
        List<TlsException> faults =
                served ? TlsOptions.faults(settings, prefix, Instant.now()) : TlsOptions.unreadable(settings, prefix);
        faults.forEach(each -> problems.add(each.in(settings)));
    }
}
