package io.leveret.persistence;

import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.disk.DiskFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * Reads the lines of an export. It reads what {@link ExportLines} writes, not any JSON: the checksum refuses others.
 */
final class ExportReader {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int MAX_LINE_BYTES = 64 << 20;
    private static final String KIND = "{\"kind\":";
    private static final String KEY = ",\"key\":\"";
    private static final String VALUE = "\",\"value\":\"";
    private static final String END = "\"}";
    private static final int ESCAPE_DIGITS = 4;

    private final DiskFile file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private final CRC32C checksum = new CRC32C();
    private long position;

    ExportReader(DiskFile file) {
        this.file = file;
    }

    /** The next line without its end, null behind the last; what has no end is no line. */
    String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (!buffer.hasRemaining() && !fill()) {
                if (line.size() > 0) {
                    throw DefinitionsExport.damaged("its last line has no end");
                }
                return null;
            }
            int from = buffer.position();
            int to = from;
            while (to < buffer.limit() && buffer.get(to) != '\n') {
                to++;
            }
            line.write(buffer.array(), from, to - from);
            boolean ended = to < buffer.limit();
            int end = ended ? to + 1 : to;
            checksum.update(buffer.array(), from, end - from);
            buffer.position(end);
            if (ended) {
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            if (line.size() > MAX_LINE_BYTES) {
                throw DefinitionsExport.damaged("a line is too long");
            }
        }
    }

    private boolean fill() throws IOException {
        buffer.clear();
        int read = file.read(buffer, position);
        buffer.position(0).limit(read);
        position += read;
        return read > 0;
    }

    /** The CRC32C of all lines so far, their ends included. */
    int checksum() {
        return (int) checksum.getValue();
    }

    /** The record in a line. */
    static Change record(String line) throws IOException {
        int keyAt = line.indexOf(KEY);
        int valueAt = line.lastIndexOf(VALUE);
        if (!line.startsWith(KIND) || keyAt < 0 || valueAt < keyAt || !line.endsWith(END)) {
            throw DefinitionsExport.damaged("a line is no record");
        }
        try {
            byte kind = Byte.parseByte(line.substring(KIND.length(), keyAt));
            if (kind < 0) {
                throw DefinitionsExport.damaged("a record has a negative kind");
            }
            String key = unescaped(line.substring(keyAt + KEY.length(), valueAt));
            byte[] value =
                    Base64.getDecoder().decode(line.substring(valueAt + VALUE.length(), line.length() - END.length()));
            return new Change(kind, key, value);
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            throw new DamagedDefinitionsException(DefinitionsExport.NAME + " is damaged: a record cannot be read", e);
        }
    }

    private static String unescaped(String text) {
        StringBuilder key = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                key.append(c);
            } else if (text.charAt(i + 1) == 'u') {
                key.append((char) Integer.parseInt(text.substring(i + 2, i + 2 + ESCAPE_DIGITS), 16));
                i += 1 + ESCAPE_DIGITS;
            } else {
                key.append(text.charAt(i + 1));
                i++;
            }
        }
        return key.toString();
    }
}
