package io.leveret.broker.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.rolling.RollingPolicy;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import ch.qos.logback.core.rolling.helper.CompressionMode;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.zip.GZIPOutputStream;

/**
 * Puts a log file aside as its {@link Rotation} says. The library's own policies put the date into the file's name, or
 * keep twenty at most. Called by one thread at a time, with the file closed.
 */
final class FileRotation extends ContextAwareBase implements RollingPolicy, TriggeringPolicy<ILoggingEvent> {
    private final Path file;
    private final Rotation rotation;
    private final Clock clock;
    private LocalDateTime next = LocalDateTime.MAX;
    private boolean started;

    FileRotation(Path file, Rotation rotation, Clock clock) {
        this.file = file;
        this.rotation = rotation;
        this.clock = clock;
    }

    /** A file that is older than the last of its times is put aside by the first event. */
    @Override
    public void start() {
        next = nextAfter(lastWritten());
        started = true;
    }

    private LocalDateTime lastWritten() {
        try {
            return LocalDateTime.ofInstant(Files.getLastModifiedTime(file).toInstant(), clock.getZone());
        } catch (IOException thereIsNone) {
            return LocalDateTime.now(clock);
        }
    }

    private LocalDateTime nextAfter(LocalDateTime time) {
        return rotation.times().map(times -> times.after(time)).orElse(LocalDateTime.MAX);
    }

    @Override
    public boolean isTriggeringEvent(File active, ILoggingEvent event) {
        if (rotation.sizeBytes() > 0 && active.length() >= rotation.sizeBytes()) {
            return true;
        }
        return next != LocalDateTime.MAX && !LocalDateTime.now(clock).isBefore(next);
    }

    @Override
    public void rollover() {
        next = nextAfter(LocalDateTime.now(clock));
        try {
            if (rotation.count() == 0) {
                Files.deleteIfExists(file);
                return;
            }
            deleteArchive(rotation.count() - 1);
            for (int i = rotation.count() - 2; i >= 0; i--) {
                move(archive(i, ""), archive(i + 1, ""));
                move(archive(i, ".gz"), archive(i + 1, ".gz"));
            }
            putAside();
        } catch (IOException e) {
            throw new RolloverFailure(file + " could not be put aside", e);
        }
    }

    private void putAside() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        move(file, archive(0, ""));
        if (rotation.compress()) {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive(0, ".gz")))) {
                Files.copy(archive(0, ""), out);
            }
            Files.delete(archive(0, ""));
        }
    }

    private void deleteArchive(int number) throws IOException {
        Files.deleteIfExists(archive(number, ""));
        Files.deleteIfExists(archive(number, ".gz"));
    }

    private static void move(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Path archive(int number, String suffix) {
        return file.resolveSibling(file.getFileName() + "." + number + suffix);
    }

    @Override
    public String getActiveFileName() {
        return file.toString();
    }

    /** None as far as the library is concerned: it would check names by it. */
    @Override
    public CompressionMode getCompressionMode() {
        return CompressionMode.NONE;
    }

    @Override
    public void setParent(FileAppender<?> appender) {
        // It names its file itself.
    }

    @Override
    public void stop() {
        started = false;
    }

    @Override
    public boolean isStarted() {
        return started;
    }
}
