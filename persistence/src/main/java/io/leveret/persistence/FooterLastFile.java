package io.leveret.persistence;

import java.nio.ByteBuffer;
import java.util.Map;
import org.h2.mvstore.SFChunk;
import org.h2.mvstore.SingleFileStore;

/**
 * The file under a store, which makes a commit whole or absent whatever the disk does at a power cut.
 *
 * <p>H2 writes a commit as one chunk: header, pages, footer. Header and footer are checksummed, the pages between them
 * are not, and a disk may keep the first and the last sector of one write and lose those in the middle; such a chunk
 * would be taken for the newest one. So the footer is written only when all before it is on disk: a chunk with a valid
 * footer is then a complete one. What shares the footer's sector is written with it a second time, as it is. The price
 * is a second sync for each commit.
 */
final class FooterLastFile extends SingleFileStore {
    /** The last bytes of a chunk ({@code Chunk.FOOTER_LENGTH} of H2). */
    private static final int FOOTER_BYTES = 128;

    FooterLastFile(Map<String, Object> options) {
        super(options);
    }

    @Override
    protected void writeFully(SFChunk chunk, long position, ByteBuffer source) {
        int bodyBytes = source.remaining() - FOOTER_BYTES;
        if (chunk == null || bodyBytes <= 0) {
            super.writeFully(chunk, position, source);
            return;
        }
        int end = source.limit();
        source.limit(source.position() + bodyBytes);
        super.writeFully(chunk, position, source);
        sync();
        source.limit(end);
        super.writeFully(chunk, position + bodyBytes, source);
    }
}
