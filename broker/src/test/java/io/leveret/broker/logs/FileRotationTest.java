package io.leveret.broker.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.settings.RotationTimes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRotationTest {
    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void fromItsSizeOnAFileIsPutAsideAndTheOldestGoes() throws IOException {
        FileRotation rotation = rotation(Optional.empty(), 3, 2, false);
        for (String text : new String[] {"one", "two2", "three"}) {
            write("ab");
            assertThat(rotation.isTriggeringEvent(file().toFile(), null)).isFalse();
            write(text);
            assertThat(rotation.isTriggeringEvent(file().toFile(), null)).isTrue();
            rotation.rollover();
        }
        assertThat(names()).containsExactly("n.log.0", "n.log.1");
        assertThat(directory.resolve("n.log.0")).hasContent("three");
        assertThat(directory.resolve("n.log.1")).hasContent("two2");
    }

    @Test
    void whatIsPutAsideIsCompressedAndOlderOnesStayAsTheyAre() throws IOException {
        Files.writeString(directory.resolve("n.log.0"), "plain");
        FileRotation rotation = rotation(Optional.empty(), 1, 3, true);
        write("text");
        rotation.rollover();
        write("more");
        rotation.rollover();
        assertThat(names()).containsExactly("n.log.0.gz", "n.log.1.gz", "n.log.2");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(directory.resolve("n.log.1.gz")))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("text");
        }
    }

    @Test
    void noneIsKeptWhenNoneIsWanted() throws IOException {
        write("text");
        rotation(Optional.empty(), 1, 0, true).rollover();
        assertThat(names()).isEmpty();
    }

    @Test
    void atItsTimesAFileIsPutAsideOnce() throws IOException {
        FileRotation rotation = rotation(Optional.of("$D13"), 0, 2, false);
        write("text");
        assertThat(rotation.isTriggeringEvent(file().toFile(), null)).isFalse();
        now = now.plusSeconds(3_599);
        assertThat(rotation.isTriggeringEvent(file().toFile(), null)).isFalse();
        now = now.plusSeconds(1);
        assertThat(rotation.isTriggeringEvent(file().toFile(), null)).isTrue();
        rotation.rollover();
        write("more");
        assertThat(rotation.isTriggeringEvent(file().toFile(), null)).isFalse();
        now = now.plusSeconds(24 * 3_600);
        assertThat(rotation.isTriggeringEvent(file().toFile(), null)).isTrue();
    }

    @Test
    void aFileThatIsOlderThanTheLastOfItsTimesIsPutAsideAtTheStart() throws IOException {
        write("yesterday's");
        Files.setLastModifiedTime(file(), FileTime.from(now.minusSeconds(24 * 3_600)));
        assertThat(rotation(Optional.of("$D0"), 0, 2, false).isTriggeringEvent(file().toFile(), null))
                .isTrue();
        Files.setLastModifiedTime(file(), FileTime.from(now.minusSeconds(60)));
        assertThat(rotation(Optional.of("$D0"), 0, 2, false).isTriggeringEvent(file().toFile(), null))
                .isFalse();
    }

    private FileRotation rotation(Optional<String> times, long size, int count, boolean compress) {
        FileRotation rotation =
                new FileRotation(file(), new Rotation(times.map(RotationTimes::parse), size, count, compress), clock());
        rotation.start();
        return rotation;
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    private Path file() {
        return directory.resolve("n.log");
    }

    private void write(String text) throws IOException {
        Files.writeString(file(), text);
    }

    private TreeSet<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
