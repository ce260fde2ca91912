package io.leveret.broker.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code node.json} says: whose directory this is and how it is written. A flat JSON object of three fields whose
 * values need no escapes, so it is read without a JSON parser; unknown fields are an error, since they mean a format
 * that this version does not know.
 *
 * @param name the node the directory belongs to, for its whole life
 * @param formatVersion the version of the directory's layout
 * @param created when the directory was made
 */
record NodeFile(NodeName name, int formatVersion, Instant created) {
    private static final Pattern FORMAT = Pattern.compile("\"format_version\"\\s*:\\s*(\\d{1,9})\\s*[,}]");
    private static final Pattern OBJECT = Pattern.compile("\\s*\\{\\s*\"name\"\\s*:\\s*\"([^\"\\\\]+)\"\\s*,"
            + "\\s*\"format_version\"\\s*:\\s*(\\d{1,9})\\s*,\\s*\"created\"\\s*:\\s*\"([^\"\\\\]+)\"\\s*}\\s*");

    /** The format version alone, which every version of the file has, whatever else stands in it. */
    static Optional<Integer> formatVersion(String json) {
        Matcher matcher = FORMAT.matcher(json);
        return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    /**
     * Reads the file's text.
     *
     * @throws IllegalArgumentException when it is not what {@link #toJson} writes
     */
    static NodeFile parse(String json) {
        Matcher matcher = OBJECT.matcher(json);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a node file");
        }
        try {
            Instant created = Instant.parse(matcher.group(3));
            return new NodeFile(NodeName.parse(matcher.group(1), ""), Integer.parseInt(matcher.group(2)), created);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a node file", e);
        }
    }

    String toJson() {
        return "{\"name\":\"" + name + "\",\"format_version\":" + formatVersion + ",\"created\":\"" + created + "\"}\n";
    }

    /** Writes the file so that after a power cut there is either all of it or none. */
    void write(Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(toJson().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
            directory.force(true);
        }
    }
}
