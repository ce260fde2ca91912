package io.leveret.persistence;

import io.leveret.persistence.disk.DiskFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32C;

/** Writes the lines of an export. */
final class ExportLines implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int FIRST_PRINTABLE = ' ';
    private static final int LAST_PRINTABLE = '~';

    private final DiskFile file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final CRC32C checksum = new CRC32C();
    private long position;
    private int records;

    /** @param file an empty one, closed with this */
    ExportLines(DiskFile file) {
        this.file = file;
    }

    void line(String text) throws IOException {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.US_ASCII);
        checksum.update(bytes);
        for (int from = 0; from < bytes.length; ) {
            int count = Math.min(buffer.remaining(), bytes.length - from);
            buffer.put(bytes, from, count);
            from += count;
            if (!buffer.hasRemaining()) {
                drain();
            }
        }
    }

    void record(byte kind, String key, byte[] value) {
        StringBuilder line = new StringBuilder(64 + key.length() + value.length * 4 / 3);
        line.append("{\"kind\":").append(kind).append(",\"key\":\"");
        for (int i = 0; i < key.length(); i++) {
            append(line, key.charAt(i));
        }
        line.append("\",\"value\":\"")
                .append(Base64.getEncoder().encodeToString(value))
                .append("\"}");
        try {
            line(line.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        records++;
    }

    private static void append(StringBuilder line, char c) {
        if (c == '"' || c == '\\') {
            line.append('\\').append(c);
        } else if (c >= FIRST_PRINTABLE && c <= LAST_PRINTABLE) {
            line.append(c);
        } else {
            line.append(String.format("\\u%04x", (int) c));
        }
    }

    /** Writes the last line and syncs. */
    void finish() throws IOException {
        line(String.format("{\"records\":%d,\"crc32c\":\"%08x\"}", records, (int) checksum.getValue()));
        drain();
        file.sync();
    }

    private void drain() throws IOException {
        buffer.flip();
        int bytes = buffer.remaining();
        file.write(new ByteBuffer[] {buffer}, 1, position);
        position += bytes;
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
